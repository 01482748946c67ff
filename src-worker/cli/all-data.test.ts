import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { dataDirectoryAt } from '#shared/node/data-directory.ts';
import { ok } from '#shared/kernel/result.ts';
import { strategies } from '#shared/strategies/library.ts';
import { parseArguments, type BacktestArguments } from './arguments.ts';
import { backtestCommand } from './backtest-command.ts';
import { EXIT, type CommandHost } from './command-host.ts';
import { screenCommand } from './screen-command.ts';

/**
 * The campaign on real prices: every file of the shared data, read where it lies, with every shipped strategy. The prices
 * are not the project's to copy, so ordinary runs try the same command on the one file that ships.
 */
const shared = fileURLToPath(new URL('../../../shared/data/daily/', import.meta.url));
const source = process.env.TRADEWIND_COUNTS === 'full' && existsSync(shared) ? shared : undefined;
const BUILT = join(import.meta.dirname, '../../out/main');
const data = mkdtempSync(join(tmpdir(), 'tradewind-all-data-'));
afterAll(() => {
  rmSync(data, { recursive: true });
});

interface Printed {
  readonly symbols: readonly { symbol: string; hash: string | null; reason: string | null }[];
  readonly missing: readonly { name: string; reason: string }[];
}

/** Runs a command: what it prints as JSON, and what it has to say beside it. */
async function attempt(words: readonly string[]): Promise<{ code: number; json: string; told: string }> {
  const lines: string[] = [];
  const told: string[] = [];
  const host: CommandHost = {
    workingDirectory: data,
    entryDirectory: BUILT,
    seedCsvPath: join(BUILT, 'resources/sp500-2000.csv'),
    codeVersion: 'test',
    canDraw: false,
    cancelCell: new SharedArrayBuffer(4),
    openDataDirectory: () => ok(dataDirectoryAt(data)),
    print: (text) => lines.push(text),
    tell: (line) => told.push(line),
    onInterrupt: () => () => undefined,
  };
  const args = parseArguments([...words, '--json']);
  if (!args.ok) throw new Error(args.error.message);
  const code =
    args.value.command === 'screen'
      ? await screenCommand(args.value, host)
      : await backtestCommand(args.value as BacktestArguments, host);
  return { code, json: lines.join(''), told: told.join(' ') };
}

async function printed(words: readonly string[], exit: number): Promise<unknown> {
  const { code, json, told } = await attempt(words);
  expect(code, told).toBe(exit);
  return JSON.parse(json);
}

const where = source ?? join(BUILT, 'resources');
/** Every series of the library as the command line names it, with its source. */
let names: readonly string[] = [];

// First, because it brings the files into the library.
test('every file has a score or a reason in the screen', async () => {
  const files = readdirSync(where).filter((name) => name.endsWith('.csv'));
  const { symbols, missing, scoredCount } = (await printed(['screen', '--import', where], EXIT.done)) as {
    symbols: { symbol: string; source: string; score: number | null; reasons: string[] }[];
    missing: { reason: string }[];
    scoredCount: number;
  };
  expect(symbols.length + missing.length).toBe(files.length);
  expect(scoredCount).toBeGreaterThan(0);
  for (const { score, reasons } of symbols) {
    if (score !== null) expect(score >= 0 && score <= 100).toBe(true);
    expect(reasons.join(' ')).toMatch(/\w+ \w+/);
  }
  for (const { reason } of missing) expect(reason).toMatch(/\w+ \w+/);
  names = symbols.map(({ symbol, source: from }) => `${symbol}@"${from}"`);
});

test('every series has a result or a reason, with every strategy', async () => {
  const universe = join(data, 'universe.txt');
  writeFileSync(universe, names.join('\n'));
  const ids = source === undefined ? ['buy-and-hold'] : strategies.map(({ id }) => id);
  for (const strategyId of ids) {
    const words = ['backtest', '--strategy', strategyId, '--universe', universe];
    const { symbols, missing } = (await printed(words, EXIT.done)) as Printed;
    expect(missing).toEqual([]);
    // A strategy that compares symbols gets several on one account.
    const inAll = symbols.flatMap(({ symbol }) => symbol.split('+'));
    expect(inAll.toSorted()).toEqual(names.map((name) => name.split('@')[0]!).toSorted());
    for (const { hash, reason } of symbols) {
      if (hash === null) expect(reason).toMatch(/\w+ \w+/);
      else expect(hash).toMatch(/^[0-9a-f]{64}$/);
    }
  }
});

test.runIf(source !== undefined)(
  'every series has a result or a reason beside another one, and in a basket',
  async () => {
    const groups = [
      ...groupsOf(2).map((group) => [group, 'pairs-trading'] as const),
      ...groupsOf(7).map((group) => [group, 'etf-arbitrage'] as const),
    ];
    for (const [group, strategyId] of groups) {
      const words = ['backtest', '--symbols', group.join(','), '--strategy', strategyId];
      const { code, json, told } = await attempt(words);
      if (code === EXIT.done) expect((JSON.parse(json) as { hash: string }).hash).toMatch(/^[0-9a-f]{64}$/);
      else
        expect([code, told]).toEqual([
          EXIT.misused,
          expect.stringMatching(/one run takes one|needs one of its own/),
        ]);
    }
    const etf = names.find((name) => name.startsWith('SPY@'))!;
    const banks = names.filter((name) => /^(JPM|BAC|C|GS|MS|WFC|USB)@/.test(name));
    for (const mode of ['basket', 'members']) {
      const run = (await printed(
        [
          'backtest',
          '--symbols',
          [etf, ...banks].join(','),
          '--strategy',
          'etf-arbitrage',
          '--set',
          `mode=${mode}`,
        ],
        EXIT.done,
      )) as { fills: number };
      expect(run.fills).toBeGreaterThan(0);
    }
  },
);

/** Every series in one group of so many; the last one is filled up with the first ones. */
function groupsOf(size: number): string[][] {
  const groups: string[][] = [];
  for (let from = 0; from < names.length; from += size)
    groups.push(Array.from({ length: size }, (_, i) => names[(from + i) % names.length]!));
  return groups;
}
