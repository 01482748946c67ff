import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importTable, layerRules } from '../eslint.config.ts';

const project = join(import.meta.dirname, '..');

// A project of one empty file per folder of the table: the rule looks at files that exist.
let root: string;
let eslint: ESLint;
const fileIn = (folder: string) => (folder.includes('*') ? folder.replace('*', 'some') : `${folder}/a.ts`);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tradewind-layers-'));
  for (const folder of Object.keys(importTable)) {
    mkdirSync(dirname(join(root, fileIn(folder))), { recursive: true });
    writeFileSync(join(root, fileIn(folder)), 'export const a = 1;\n');
  }
  writeFileSync(join(root, 'package.json'), '{"type":"module","imports":{"#shared/*":"./src-shared/*"}}');
  eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.{ts,tsx}'], languageOptions: { parser: tseslint.parser } },
      ...layerRules(root),
    ],
  });
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** The rules that `code` breaks when it stands in `file`. */
async function brokenRules(file: string, code: string) {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return result!.messages.map((message) => message.ruleId ?? message.message);
}

const imports = (specifier: string) => `import { a } from '${specifier}';\nexport const b = a;\n`;
const ARROW = 'import-x/no-restricted-paths';
const PACKAGE = 'no-restricted-imports';

describe('refuses', () => {
  test.each([
    ['a word that knows a rule', 'src-shared/model/b.ts', '../orders/a.ts'],
    ['kernel looking up', 'src-shared/kernel/b.ts', '../model/a.ts'],
    ['rules that know Node', 'src-shared/risk/b.ts', '../node/a.ts'],
    ['shared code that knows a process', 'src-shared/orders/b.ts', '../../src-main/orders/a.ts'],
    ['strategies that know the simulation', 'src-shared/strategies/b.ts', '../simulation/a.ts'],
    ['the arrow spelled #shared', 'src-shared/model/b.ts', '#shared/orders/a.ts'],
    ['a service that knows an adapter', 'src-main/orders/b.ts', '../tws/a.ts'],
    ['a service that knows Node code', 'src-main/orders/b.ts', '#shared/node/a.ts'],
    ['risk looking up at orders', 'src-main/risk/b.ts', '../orders/a.ts'],
    ['an adapter that knows a service', 'src-main/storage/b.ts', '../portfolio/a.ts'],
    ['an ipc handler that goes round the services', 'src-main/ipc/b.ts', '../storage/a.ts'],
    ['a preload that knows main', 'src-main/app/preload/b.ts', '../../orders/a.ts'],
    ['a preload that knows a rule', 'src-main/app/preload/b.ts', '#shared/risk/a.ts'],
    ['main that knows a worker', 'src-main/app/b.ts', '../../src-worker/orchestrator/a.ts'],
    ['the engine looking up', 'src-worker/trading-engine/b.ts', '../orchestrator/a.ts'],
    ['the engine that knows files', 'src-worker/trading-engine/b.ts', '#shared/node/a.ts'],
    ['an executor looking up', 'src-worker/executors/b.ts', '../orchestrator/a.ts'],
    ['the paper gateway knowing its neighbours', 'src-worker/paper-gateway/b.ts', '../bar-library/a.ts'],
    ['a worker that knows main', 'src-worker/strategy-host/b.ts', '../../src-main/orders/a.ts'],
    ['a worker entry that knows main', 'src-worker/b.entry.ts', '../src-main/orders/a.ts'],
    ['a renderer that knows risk', 'src-renderer/panels/b.ts', '#shared/risk/a.ts'],
    ['a renderer that knows orders', 'src-renderer/stores/b.ts', '#shared/orders/a.ts'],
    ['a renderer that knows main', 'src-renderer/app/b.ts', '../../src-main/app/a.ts'],
    ['a component that knows a panel', 'src-renderer/components/b.tsx', '../panels/a.ts'],
    ['a store that knows a component', 'src-renderer/stores/b.ts', '../components/a.ts'],
    ['a test that knows another process', 'src-shared/orders/b.test.ts', '../../src-main/orders/a.ts'],
  ])('%s', async (_, file, specifier) => {
    expect(await brokenRules(file, imports(specifier))).toEqual([ARROW]);
  });

  test.each([
    ['as a type', "import type { a } from '../orders/a.ts';\nexport type B = typeof a;\n"],
    ['re-exported', "export * from '../orders/a.ts';\n"],
    ['loaded later', "export const b = await import('../orders/a.ts');\n"],
  ])('an arrow %s', async (_, code) => {
    expect(await brokenRules('src-shared/model/b.ts', code)).toEqual([ARROW]);
  });

  test('a type imported in passing, which the table does not see', async () => {
    const code = "export type B = typeof import('../orders/a.ts');\n";
    expect(await brokenRules('src-shared/model/b.ts', code)).toEqual([
      '@typescript-eslint/consistent-type-imports',
    ]);
  });

  test.each([
    ['Node in shared code', 'src-shared/risk/b.ts', 'node:fs'],
    ['a library in shared code', 'src-shared/risk/b.ts', 'p-queue'],
    ['Electron in shared code for Node', 'src-shared/node/b.ts', 'electron'],
    ['Electron in a service', 'src-main/orders/b.ts', 'electron'],
    ['a socket in a service', 'src-main/orders/b.ts', 'node:net'],
    ['Electron in a worker folder', 'src-worker/orchestrator/b.ts', 'electron'],
    ['worker_threads outside an entry', 'src-worker/executors/b.ts', 'node:worker_threads'],
    ['Node in the renderer', 'src-renderer/panels/b.ts', 'node:fs'],
    ['Electron in the renderer', 'src-renderer/ipc/b.ts', 'electron'],
  ])('the package: %s', async (_, file, specifier) => {
    expect(await brokenRules(file, imports(specifier))).toEqual([PACKAGE]);
  });

  test.each([
    ['Date.now()', 'no-restricted-properties'],
    ['new Date()', 'no-restricted-syntax'],
    ['Date()', 'no-restricted-syntax'],
    ['Math.random()', 'no-restricted-properties'],
    ['performance.now()', 'no-restricted-globals'],
  ])('a clock or a die in shared code: %s', async (expression, rule) => {
    const code = `export const b = ${expression};\n`;
    expect(await brokenRules('src-shared/risk/b.ts', code)).toEqual([rule]);
    expect(await brokenRules('src-shared/node/b.ts', code)).toEqual([]);
    expect(await brokenRules('src-shared/kernel/clock.ts', code)).toEqual([]);
  });

  test.each([
    ['src-worker/orchestrator/b.ts', 'private a = 1;', '#a = 1;'],
    ['src-worker/trading-engine/b.ts', '#a = 1;', 'private a = 1;'],
    ['src-shared/indicators/b.ts', '#a() {}', 'private a() {}'],
    ['src-main/orders/b.ts', 'private a() {}', 'private constructor() {}'],
  ])('private members that are not the way of %s: %s', async (file, refused, taken) => {
    expect(await brokenRules(file, `export class B { ${refused} }\n`)).toEqual(['tradewind/private-members']);
    expect(await brokenRules(file, `export class B { ${taken} }\n`)).toEqual([]);
  });
});

describe('one road for orders', () => {
  const SENDER = 'src-main/tws/order-wire.ts';
  const ONE = 'tradewind/one-place-order';
  test.each([
    ['called', 'export const b = (api) => api.placeOrder(1);\n'],
    ['by a computed name', "export const b = (api) => api['placeOrder'](1);\n"],
    ['by a template', 'export const b = (api) => api[`placeOrder`](1);\n'],
    ['taken apart', 'export const b = ({ placeOrder: send }) => send(1);\n'],
    ['handed on', 'export const b = (api, run) => run(api.placeOrder);\n'],
  ])('an order sent from elsewhere is refused: %s', async (_, code) => {
    for (const file of ['src-main/orders/b.ts', 'src-main/tws/b.ts', 'src-worker/strategy-host/b.ts'])
      expect(await brokenRules(file, code)).toEqual([ONE]);
    expect(await brokenRules(SENDER, code)).toEqual([]);
    expect(await brokenRules(SENDER, code + code.replace('b =', 'c ='))).toEqual([ONE]);
  });

  test('the paper gateway reads that message, and tests may say it', async () => {
    const code = 'export const b = (api) => api.placeOrder(1);\n';
    expect(await brokenRules('src-worker/paper-gateway/b.ts', code)).toEqual([]);
    expect(await brokenRules('src-main/orders/b.test.ts', code)).toEqual([]);
  });
});

describe('allows', () => {
  test.each([
    ['src-shared/orders/b.ts', '../kernel/a.ts'],
    ['src-shared/simulation/b.ts', '../portfolio/a.ts'],
    ['src-main/orders/b.ts', '#shared/orders/a.ts'],
    ['src-main/orders/b.ts', '../risk/a.ts'],
    ['src-main/app/b.ts', '../storage/a.ts'],
    ['src-main/storage/b.ts', '#shared/node/a.ts'],
    ['src-worker/b.entry.ts', './orchestrator/a.ts'],
    ['src-worker/b.entry.ts', 'electron'],
    ['src-worker/orchestrator/b.ts', '../bar-library/a.ts'],
    ['src-renderer/panels/b.tsx', '../components/a.ts'],
    ['src-renderer/panels/b.tsx', '#shared/ipc/a.ts'],
    ['src-shared/risk/b.ts', 'zod'],
    ['src-shared/risk/b.test.ts', '../node/a.ts'],
    ['src-shared/risk/b.test.ts', 'vitest'],
  ])('%s to import %s', async (file, specifier) => {
    expect(await brokenRules(file, imports(specifier))).toEqual([]);
  });

  test('a date made from a number in shared code', async () => {
    expect(await brokenRules('src-shared/risk/b.ts', 'export const b = new Date(0);\n')).toEqual([]);
  });
});

test('every source folder has a row in the table', () => {
  const folders = readdirSync(project)
    .filter((name) => name.startsWith('src-'))
    .flatMap((runtime) =>
      readdirSync(join(project, runtime), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${runtime}/${entry.name}`),
    );
  expect(folders.filter((folder) => !(folder in importTable))).toEqual([]);
});
