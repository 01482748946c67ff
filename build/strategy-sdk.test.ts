import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SDK_NAMES } from '../src-worker/user-strategies/sdk.ts';
import { strategySdk, type StrategySdk } from './strategy-sdk.mjs';

const PROJECT = join(import.meta.dirname, '..');

let folder: string;
let sdk: StrategySdk;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tradewind-sdk-'));
  sdk = await strategySdk(PROJECT);
  for (const [path, text] of Object.entries({
    ...sdk.files,
    'tsconfig.json': sdk.tsconfig,
    'template.ts': sdk.template,
  })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Holds when both say the same of each other: a change of the real interface that the SDK misses is an error here. */
const AGREEMENT = `
import type * as sdk from 'tradewind-sdk';
import type * as real from '${join(PROJECT, 'src-shared/strategies/strategy.ts')}';
import type * as orders from '${join(PROJECT, 'src-shared/model/order-request.ts')}';
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const all: readonly true[] = [
  true satisfies Same<keyof sdk.BarContext, keyof real.BarContext>,
  true satisfies Same<keyof sdk.StrategyDefinition, keyof real.StrategyDefinition>,
  true satisfies Same<sdk.OrderRequest, orders.OrderRequest>,
  true satisfies Same<sdk.OrderEvent, orders.OrderEvent>,
  true satisfies Same<sdk.WorkingOrder, orders.WorkingOrder>,
];
declare const mine: { context: sdk.BarContext; strategy: sdk.Strategy };
declare const ours: { context: real.BarContext; strategy: real.Strategy };
export const there: typeof ours = mine;
export const back: typeof mine = ours;
`;

// Three seconds of the compiler: with the campaign's counts. What it compares is made of the same sources.
test.runIf(process.env['TRADEWIND_COUNTS'] === 'full')(
  'template, examples and the real interface compile against it in strict mode, mistakes do not',
  () => {
    writeFileSync(join(folder, 'agreement.ts'), AGREEMENT);
    const wrong = sdk.template
      .replace('context.enterLong()', 'context.enterLnog()')
      .replace('{ period: fast }', '{ perod: fast }');
    writeFileSync(join(folder, 'wrong.ts'), wrong);
    const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
      config: unknown;
    };
    const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    expect(fileNames.length).toBeGreaterThanOrEqual(5);
    const program = ts.createProgram(fileNames, { ...options, allowImportingTsExtensions: true });
    const found = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      return `${file?.fileName.slice(folder.length + 1) ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
    expect(found).toEqual([
      expect.stringMatching(/^wrong\.ts: .*perod/),
      expect.stringMatching(/^wrong\.ts: .*enterLnog/),
    ]);
  },
);

test('declares what a file can import, and nothing else', () => {
  const declared = [
    ...sdk.files['tradewind-sdk/indicators.d.ts']!.matchAll(/^export declare const (\w+):/gm),
  ].map(([, name]) => name);
  expect(new Set([...declared, 'z', 'defineStrategy'])).toEqual(SDK_NAMES);
});
