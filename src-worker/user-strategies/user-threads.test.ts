import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { ThreadPoolExecutor } from '../executors/thread-pool.ts';
import { checkLookAhead } from '../orchestrator/studies/honesty-checks.ts';
import { jobOf, randomBars, symbolOf } from '../trading-engine/testing/test-jobs.ts';
import type { EngineJob } from '../trading-engine/job.ts';
import { StrategyChecker } from './checker.ts';
import { sourceOf } from './read-folder.ts';
import { HOLDER, strategyText, type TextParts } from './testing/texts.ts';
import { userDefinition } from './user-definition.ts';

// Real threads run what the build made of the sources; `npm run check` builds before it tests.
const BUILT = join(import.meta.dirname, '../../out/main');
const STALL_MS = 500;

const HOARD = 'const a = []; for (;;) a.push(Array.from({ length: 1e5 }, (_, i) => ({ i })));';

let checker: StrategyChecker;
let executor: ThreadPoolExecutor;
beforeAll(() => {
  checker = new StrategyChecker({ entry: join(BUILT, 'user-strategy.js'), timeMsMax: 60_000 });
  executor = new ThreadPoolExecutor({
    entry: join(BUILT, 'trading-engine.js'),
    userEntry: join(BUILT, 'user-strategy.js'),
    threadCount: 2,
    oldGenerationMbMax: 64,
  });
});
afterAll(async () => {
  await Promise.all([checker.close(), executor.close()]);
});

const bars = symbolOf(randomBars(7, 2_000));
const never = new AbortController().signal;

async function jobFor(text: string, file = 'my strategy.ts'): Promise<EngineJob> {
  const checked = await checker.check({ file, text });
  if (!checked.ok) throw new Error(checked.error.message);
  const { code } = userDefinition(sourceOf(file, text), checked.value);
  return jobOf([bars], { strategyId: code.strategyId, parameters: {}, code, execution: DEFAULT_EXECUTION });
}

async function hashOf(job: EngineJob): Promise<string> {
  const outcome = await executor.run({ ...job, progress: jobOf([bars]).progress }, never);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  if (outcome.value.kind !== 'done') throw new Error('nobody cancelled it');
  return outcome.value.hash;
}

async function failureOf(parts: TextParts, on = executor): Promise<string> {
  const outcome = await on.run(await jobFor(strategyText(parts)), never);
  if (outcome.ok) throw new Error('nothing went wrong');
  return outcome.error.kind === 'threw' ? outcome.error.message : outcome.error.kind;
}

/** What came of each of these in one onBar. */
async function attempts(codes: readonly string[]): Promise<readonly string[]> {
  const tries = codes.map(
    (code) => `try { ${code}; said.push('done'); } catch (error) { said.push(error.message); }`,
  );
  const said = await failureOf({
    onBar: `const said = []; ${tries.join(' ')} throw new Error(said.join(' | '));`,
  });
  const all = /: ([^:]*) \(my strategy/.exec(said)![1]!.split(' | ');
  expect(all).toHaveLength(codes.length);
  return all;
}

test('a run of a text comes to the same on every thread, however often, whatever its file keeps in variables', async () => {
  const text = strategyText({
    head: 'let seen = 0; const kept = new Map();',
    onBar: 'kept.set(seen++, 1); if (kept.size % 7 === 0) context.buy(1 + (seen % 3));',
  });
  const job = await jobFor(text);
  const hashes = await Promise.all([hashOf(job), hashOf(job), hashOf(job)]);
  expect(new Set(hashes).size).toBe(1);
  const trials = await executor.runTrials(
    {
      bars: 'b',
      job,
      cursor: new SharedArrayBuffer(4),
      trials: [0, 1, 2].map((index) => ({ index, strategyId: 'mine', parameters: {} })),
    },
    never,
  );
  if (!trials.ok || trials.value.kind !== 'done') throw new Error('the trials were not done');
  expect(trials.value.trials.map((trial) => (trial.kind === 'done' ? trial.hash : trial.reason))).toEqual([
    hashes[0],
    hashes[0],
    hashes[0],
  ]);
});

test('what a file does to its thread stays there: shipped strategies come to the same before and after', async () => {
  const shipped = jobOf([bars]);
  const before = await hashOf(shipped);
  const holder = await jobFor(HOLDER, 'holder.ts');
  const clean = await hashOf(holder);
  const said = await attempts([
    'Array.prototype.push = function () { return 0; }',
    'Object.prototype.found = 1',
    'Math.max = () => 0',
    'Object.freeze = () => 0',
    'sma.id = "x"',
    'z.number = () => 0',
    'context.symbol = 1',
  ]);
  for (const what of said) expect(what).toMatch(/read only|not extensible/);
  await executor.run(await jobFor(strategyText({ onBar: 'Object.prototype.toString = () => "x";' })), never);
  expect(await hashOf(shipped)).toBe(before);
  expect(await hashOf(holder)).toBe(clean);
});

test('an error in onBar is told with file, line and column', async () => {
  expect(await failureOf({ onBar: 'if (context.close > 0) context.nothing();' })).toMatch(
    /^strategy mine failed on the bar of TEST on 2024-01-0\d: context\.nothing is not a function \(my strategy\.ts:11:40\)$/,
  );
  expect(await failureOf({ onBar: "context.buy({ quantity: 1, type: 'LMT' });" })).toMatch(
    /\(my strategy\.ts:11:17\)$/,
  );
});

test('code of text and import() lead nowhere, not even over the constructor of a function', async () => {
  const said = await attempts([
    "(() => {}).constructor('return process')()",
    "(async () => {}).constructor('return process')()",
    "(function* () {}).constructor('return process')()",
    "(0, eval)('process')",
    "eval('process')",
    "defineStrategy.constructor('return process')()",
    "context.enterLong.constructor('return process')()",
    "indicators.constructor.constructor('return process')()",
  ]);
  for (const what of said) expect(what).toMatch(/make code of text/);
});

test('an endless loop ends the run with a reason, and so does a hoard; the next run is well', async () => {
  const impatient = new ThreadPoolExecutor({
    entry: join(BUILT, 'trading-engine.js'),
    userEntry: join(BUILT, 'user-strategy.js'),
    threadCount: 1,
    stallMsMax: STALL_MS,
  });
  expect(await failureOf({ onBar: 'for (;;);' }, impatient)).toBe('stalled');
  await impatient.close();
  expect(await failureOf({ onBar: HOARD })).toBe('exited');
  expect(await hashOf(await jobFor(HOLDER, 'holder.ts'))).toHaveLength(64);
});

test('a file that does not come to an end when it is read is a fault; the next is read', async () => {
  const impatient = new StrategyChecker({ entry: join(BUILT, 'user-strategy.js'), timeMsMax: 300 });
  const loop = await impatient.check({ file: 'a.ts', text: strategyText({ head: 'for (;;);' }) });
  await impatient.close();
  expect(loop).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('within 0.3 s') as string },
  });
  expect(await checker.check({ file: 'a.ts', text: HOLDER })).toMatchObject({ ok: true });
});

test.runIf(process.env['TRADEWIND_COUNTS'] === 'full')(
  'a file that wants too much memory is a fault; the next is read',
  async () => {
    const fault = await checker.check({ file: 'a.ts', text: strategyText({ create: HOARD }) });
    expect(fault).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('128 MB') as string },
    });
    expect(await checker.check({ file: 'a.ts', text: HOLDER })).toMatchObject({ ok: true });
  },
);

test('a file is shown its bars and no more: what the engine holds behind them is out of reach', async () => {
  const honest = await jobFor(
    strategyText({ onBar: 'if (context.close > context.open) context.enterLong(); else context.exit();' }),
  );
  expect(await checkLookAhead(honest, executor, never)).toMatchObject({ firstDifference: null });
  const look = `const seen = [context, ...Object.values(reading)];
    const keys = seen.flatMap((one) => [...Object.getOwnPropertyNames(one), ...Object.getOwnPropertySymbols(one)]);
    throw new Error(keys.join());`;
  expect(
    await failureOf({ create: 'const reading = indicators.of(sma, 0, { period: 3 });', onBar: look }),
  ).toMatch(/: symbol \(my strategy\.ts/);
});

test('a context that was kept shows the bar that has ended, as in the engine', async () => {
  const kept = strategyText({
    create: 'let first;',
    onBar: 'first ??= context; if (first.close === context.close) context.enterLong();',
  });
  const plain = strategyText({ onBar: 'context.enterLong();' });
  expect(await hashOf(await jobFor(kept))).toBe(await hashOf(await jobFor(plain)));
});
