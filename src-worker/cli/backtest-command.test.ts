import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { executionPlanSchema } from '#shared/model/plan.ts';
import { csvOf, someBars } from '../bar-library/testing/scratch-library.ts';
import { parseArguments } from './arguments.ts';
import { backtestCommand } from './backtest-command.ts';
import { EXIT, type CommandHost } from './command-host.ts';
import { walkForwardCommand } from './walk-forward-command.ts';

// Real threads run what the build made of the sources; `npm run check` builds before it tests.
const BUILT = join(import.meta.dirname, '../../out/main');

let folder: string;
let temporary: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tradewind-cli-'));
  temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary);
  const bars = someBars(60, Date.UTC(2020, 0, 6), 86_400_000);
  writeFileSync(join(folder, 'TEST.csv'), csvOf(bars));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** @param interruptAt the first line told that has this in it is answered with Ctrl+C */
async function run(command: 'backtest' | 'walk-forward', more: readonly string[] = [], interruptAt?: string) {
  const told: string[] = [];
  const printed: string[] = [];
  const listeners = new Set<() => void>();
  const host: CommandHost = {
    workingDirectory: folder,
    entryDirectory: BUILT,
    seedCsvPath: 'none',
    codeVersion: 'test',
    canDraw: false,
    cancelCell: new SharedArrayBuffer(4),
    openDataDirectory: () => {
      throw new Error('a file needs no data directory');
    },
    print: (text) => printed.push(text),
    tell: (line) => {
      told.push(line);
      if (interruptAt === undefined || !line.includes(interruptAt)) return;
      expect(readdirSync(temporary)).toHaveLength(1);
      expect(listeners.size).toBeGreaterThan(0); // otherwise the signal would end the process here and now
      for (const listener of listeners) listener();
    },
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const argv = [command, '--strategy', 'sma-cross', '--data', 'TEST.csv', '--json', ...more];
  const args = parseArguments(argv);
  if (!args.ok) throw new Error(JSON.stringify(args.error));
  const { value } = args;
  if (value.command !== 'backtest' && value.command !== 'walk-forward') throw new Error(`not a ${command}`);
  const code = await (value.command === 'backtest'
    ? backtestCommand(value, host)
    : walkForwardCommand(value, host));
  expect(listeners.size).toBe(0);
  return { code, told, printed };
}

test('a file is run with what was guessed of it told, and leaves nothing behind', async () => {
  const { code, told, printed } = await run('backtest');
  expect(told).toContain('TEST.csv: Nothing in the file tells the currency: USD was taken.');
  expect(code).toBe(EXIT.done);
  expect(JSON.parse(printed.join(''))).toMatchObject({ bars: 60, symbols: ['TEST'] });
  expect(readdirSync(temporary)).toEqual([]);
  expect(existsSync(join(folder, 'TEST.csv'))).toBe(true);
});

test('interrupted while its file is imported it ends in order, and leaves nothing behind', async () => {
  const { code, told, printed } = await run('backtest', [], 'tells the currency');
  expect(code).toBe(EXIT.interrupted);
  expect(told.at(-1)).toBe('Cancelled by the user.');
  expect(printed).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});

const WINDOWS = '--grid fast=2,3 --set slow=5 --in-sample 20 --out-of-sample 10'.split(' ');

test.each([
  ['backtest', [], 'single'],
  ['backtest', ['--per-symbol'], 'per-symbol'],
  ['walk-forward', WINDOWS, 'walk-forward'],
] as const)('--plan says what would be done, and does not do it: %s %j', async (command, more, kind) => {
  const { code, printed } = await run(command, ['--plan', ...more]);
  expect(code).toBe(EXIT.done);
  expect(printed).toHaveLength(1);
  const plan = executionPlanSchema.parse(JSON.parse(printed[0]!));
  expect(plan).toMatchObject({ kind, strategyId: 'sma-cross', complexity: { barCount: 60, symbolCount: 1 } });
  expect(plan.prediction!.ms).toBeGreaterThan(0);
});
