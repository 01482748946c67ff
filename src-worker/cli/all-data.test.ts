import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { dataDirectoryAt } from '#shared/node/data-directory.ts';
import { ok } from '#shared/kernel/result.ts';
import { strategies } from '#shared/strategies/library.ts';
import { parseArguments } from './arguments.ts';
import { backtestCommand } from './backtest-command.ts';
import { EXIT, type CommandHost } from './command-host.ts';

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

async function perSymbol(strategyId: string, where: string): Promise<Printed> {
  const printed: string[] = [];
  const host: CommandHost = {
    workingDirectory: data,
    entryDirectory: BUILT,
    seedCsvPath: join(BUILT, 'resources/sp500-2000.csv'),
    codeVersion: 'test',
    canDraw: false,
    cancelCell: new SharedArrayBuffer(4),
    openDataDirectory: () => ok(dataDirectoryAt(data)),
    print: (text) => printed.push(text),
    tell: () => undefined,
    onInterrupt: () => () => undefined,
  };
  const args = parseArguments(['backtest', '--strategy', strategyId, '--import', where, '--json']);
  if (!args.ok || args.value.command !== 'backtest') throw new Error('not a back-test');
  expect(await backtestCommand(args.value, host)).toBe(EXIT.done);
  return JSON.parse(printed.join('')) as Printed;
}

test('every file has a result or a reason, with every strategy', async () => {
  const where = source ?? join(BUILT, 'resources');
  const files = readdirSync(where).filter((name) => name.endsWith('.csv'));
  const ids = source === undefined ? ['buy-and-hold'] : strategies.map(({ id }) => id);
  for (const strategyId of ids) {
    const { symbols, missing } = await perSymbol(strategyId, where);
    expect(symbols.length + missing.length).toBe(files.length);
    for (const { symbol, hash, reason } of symbols) {
      expect(symbol).not.toBe('');
      if (hash === null) expect(reason).toMatch(/\w+ \w+/);
      else expect(hash).toMatch(/^[0-9a-f]{64}$/);
    }
    for (const { reason } of missing) expect(reason).toMatch(/\w+ \w+/);
  }
});
