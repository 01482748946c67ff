import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureRawPort, type RawPort } from './fixtures/raw-port.ts';
import { researchPid } from './fixtures/research.ts';
import { expect, test } from './fixtures/test.ts';

/** Research is killed in the middle of runs: the window stays, each run is marked, and the next one works. */

const MINUTE_MS = 60_000;
/** A run on them takes a good part of a second, and a dozen wait for their turn. */
const ROWS = 500_000;
const RUNS = 12;

test('kill -9 of research while runs go on marks them as interrupted', async ({
  app,
  window,
  workstation,
  relaunch,
  picture,
}) => {
  const file = join(workstation.sharedDir, 'MINUTES.csv');
  writeFileSync(file, minuteBars(ROWS));
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);

  const main = await captureRawPort(app, window, 'main');
  const { grant } = await request<{ grant: { grantId: string } }>(main, 'files.chooseImport', {});
  const research = await captureRawPort(app, window, 'research');
  const preview = await request<{ guess: object; dialect: object }>(research, 'library.previewImport', {
    grantId: grant.grantId,
  });
  const report = await request<{ series: { seriesId: number } }>(research, 'library.import', {
    importId: randomUUID(),
    grantId: grant.grantId,
    spec: { facts: preview.guess, dialect: preview.dialect, existing: 'refuse', allOrNothing: true },
  });
  for (let run = 0; run < RUNS; run++) {
    await request(research, 'backtests.start', {
      strategyId: 'rsi-mean-reversion',
      parameters: {},
      seriesIds: [report.series.seriesId],
      cash: 1_000_000,
      sizing: { kind: 'quantity', quantity: 1 },
      commission: { kind: 'none' },
      slippage: { kind: 'none' },
    });
  }
  await expect.poll(() => statuses(research)).toContain('running');
  const killed = await researchPid(app);
  process.kill(killed, 'SIGKILL');
  // Until main has noticed, a page that loads is handed a port to the dead process.
  await expect.poll(() => researchPid(app)).not.toBe(killed);

  const again = await captureRawPort(app, window, 'research');
  const after = await statuses(again);
  expect(after).toHaveLength(RUNS);
  expect(new Set(after)).toEqual(new Set(after.includes('done') ? ['done', 'interrupted'] : ['interrupted']));

  const restarted = await relaunch();
  const runs = restarted.window.getByRole('grid', { name: 'Runs' });
  await expect(runs.getByRole('row', { name: /Interrupted/ }).first()).toBeVisible();
  await picture(restarted.window, 'interrupted');
  await restarted.window.keyboard.press('F5');
  await expect(restarted.window.getByLabel('Key figures')).toBeVisible();
});

async function request<T>(port: RawPort, name: string, input: unknown): Promise<T> {
  const id = randomUUID();
  const answer = (await port.askUntil(id, { v: 1, kind: 'request', id, name, input })) as {
    kind: string;
    value: T;
  };
  expect(answer, name).toMatchObject({ kind: 'answer' });
  return answer.value;
}

async function statuses(research: RawPort): Promise<string[]> {
  const { runs } = await request<{ runs: { status: string }[] }>(research, 'runs.list', {});
  return runs.map((run) => run.status);
}

/** A walk up and down, one bar a minute. */
function minuteBars(count: number): string {
  const rows = ['time,open,high,low,close,volume'];
  const start = Date.UTC(2020, 0, 1);
  for (let i = 0; i < count; i++) {
    const close = 100 + 10 * Math.sin(i / 50) + (i % 7);
    rows.push(
      `${new Date(start + i * MINUTE_MS).toISOString()},${close},${close + 1},${close - 1},${close},10`,
    );
  }
  return rows.join('\n');
}
