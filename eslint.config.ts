import js from '@eslint/js';
import type { Linter, Rule } from 'eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import { importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// ── Who may import whom ────────────────────────────────────────────────────────────────────────────────────────────
// Left: a folder (or file pattern). Right: what it may import besides itself and packages. Whatever is not listed is an
// error, whether written as a path or as #shared/... A new arrow is one more name here, for a reviewer to see.

const shared = (...folders: string[]) => folders.map((folder) => `src-shared/${folder}`);
const words = shared('kernel', 'model');
const main = (...folders: string[]) => folders.map((folder) => `src-main/${folder}`);
const worker = (...folders: string[]) => folders.map((folder) => `src-worker/${folder}`);
const renderer = (...folders: string[]) => folders.map((folder) => `src-renderer/${folder}`);

/** Rules of the trade, usable in every process: all of src-shared but its Node part. */
const sharedRules = shared(
  ...['kernel', 'model', 'bars', 'indicators', 'orders', 'execution', 'portfolio', 'risk', 'regime'],
  ...['strategies', 'simulation', 'statistics', 'tws-protocol', 'ipc', 'telemetry'],
);
const mainServices = [
  ...main('market-data', 'orders', 'execution', 'portfolio', 'risk', 'regime', 'strategies'),
  ...main('backtests', 'paper', 'health', 'settings', 'files', 'research', 'processes', 'connection'),
];
const mainServiceImports = [...sharedRules, ...main('ports', 'market-data')];

export const importTable: Record<string, readonly string[]> = {
  'src-shared/kernel': [],
  'src-shared/model': shared('kernel'),
  'src-shared/bars': words,
  'src-shared/indicators': words,
  'src-shared/orders': words,
  'src-shared/execution': words,
  // Executions are told apart there: one rule for orders and books.
  'src-shared/portfolio': [...words, ...shared('orders')],
  'src-shared/risk': words,
  'src-shared/regime': words,
  'src-shared/tws-protocol': words,
  'src-shared/telemetry': words,
  'src-shared/strategies': [...words, ...shared('bars', 'indicators', 'regime', 'execution')],
  'src-shared/simulation': [...words, ...shared('bars', 'orders', 'portfolio')],
  'src-shared/statistics': [...words, ...shared('bars')],
  'src-shared/ipc': [...words, ...shared('orders', 'risk', 'strategies', 'telemetry')],
  'src-shared/node': [...words, ...shared('telemetry', 'ipc')],

  'src-main/app': ['src-main', 'src-shared'],
  'src-main/app/preload': [...words, ...shared('ipc')],
  'src-main/ports': sharedRules,
  'src-main/market-data': mainServiceImports,
  'src-main/regime': mainServiceImports,
  'src-main/backtests': mainServiceImports,
  'src-main/paper': [...mainServiceImports, ...main('processes')],
  'src-main/health': mainServiceImports,
  'src-main/connection': mainServiceImports,
  'src-main/settings': mainServiceImports,
  'src-main/files': mainServiceImports,
  'src-main/processes': mainServiceImports,
  'src-main/research': [...mainServiceImports, ...main('files', 'processes')],
  'src-main/portfolio': mainServiceImports,
  'src-main/risk': [...mainServiceImports, ...main('portfolio')],
  'src-main/orders': [...mainServiceImports, ...main('risk', 'portfolio')],
  'src-main/execution': [...mainServiceImports, ...main('orders', 'risk', 'portfolio')],
  'src-main/strategies': [...mainServiceImports, ...main('execution', 'orders', 'risk', 'portfolio')],
  'src-main/tws': ['src-shared', ...main('ports')],
  'src-main/storage': ['src-shared', ...main('ports')],
  'src-main/telemetry': ['src-shared', ...main('ports')],
  'src-main/ipc': ['src-shared', ...main('ports'), ...mainServices],

  'src-worker/*.entry.ts': ['src-worker', 'src-shared'],
  'src-worker/cli': [
    'src-shared',
    ...worker('reports', 'orchestrator', 'executors', 'trading-engine', 'bar-library', 'user-strategies'),
  ],
  'src-worker/research': [
    'src-shared',
    ...worker('reports', 'orchestrator', 'executors', 'trading-engine', 'bar-library', 'user-strategies'),
  ],
  // Checks the files of the user and makes definitions of them; the engine knows where in a file an error came about.
  'src-worker/user-strategies': [...sharedRules, ...worker('trading-engine')],
  'src-worker/orchestrator': ['src-shared', ...worker('executors', 'trading-engine', 'bar-library')],
  'src-worker/executors': ['src-shared', ...worker('trading-engine')],
  'src-worker/trading-engine': sharedRules,
  // It stores what the engine returns, and takes its type from there.
  'src-worker/bar-library': ['src-shared', ...worker('trading-engine')],
  'src-worker/reports': [...sharedRules, ...shared('node'), ...worker('trading-engine', 'bar-library')],
  'src-worker/paper-gateway': ['src-shared'],
  'src-worker/strategy-host': ['src-shared'],

  'src-renderer/app': ['src-renderer', ...rendererShared()],
  'src-renderer/panels': [
    ...renderer('components', 'charts', 'stores', 'commands', 'ipc', 'format', 'theme'),
    ...rendererShared(),
  ],
  'src-renderer/components': [
    ...renderer('stores', 'commands', 'ipc', 'format', 'theme'),
    ...rendererShared(),
  ],
  'src-renderer/charts': [...renderer('stores', 'ipc', 'format', 'theme'), ...rendererShared()],
  'src-renderer/commands': [...renderer('stores', 'ipc', 'format'), ...rendererShared()],
  'src-renderer/stores': [...renderer('ipc', 'format'), ...rendererShared()],
  'src-renderer/ipc': rendererShared(),
  'src-renderer/format': rendererShared(),
  'src-renderer/theme': [],

  // The window is started as journeys start it.
  bench: ['src-shared', 'src-worker', 'src-main', 'e2e', 'build'],
  e2e: ['src-shared', 'build'],
  build: ['eslint.config.ts'],
};

/** The renderer draws: it sees words, bars and the contract, and no rule about money. */
function rendererShared() {
  return shared('kernel', 'model', 'bars', 'indicators', 'ipc');
}

/**
 * Tests may use whatever their own process has, to build what they need; never another process. But one: what talks to a
 * broker is tried against the paper gateway, over its socket.
 */
const testImportTable: Record<string, readonly string[]> = {
  'src-shared': [],
  'src-main': ['src-shared', ...worker('paper-gateway')],
  'src-worker': ['src-shared'],
  'src-renderer': ['src-shared'],
};

// ── Who may use which package ──────────────────────────────────────────────────────────────────────────────────────

const packageTable: { files: string[]; ignores?: string[]; refuse: RegExp; because: string }[] = [
  {
    files: ['src-shared/**'],
    ignores: ['src-shared/node/**'],
    refuse: /^(?!\.|#shared\/|zod$|msgpackr(\/|$)|temporal-polyfill$|simple-statistics$)/,
    because:
      'src-shared is plain ECMAScript: zod, msgpackr, temporal-polyfill and simple-statistics are all it may use.',
  },
  {
    files: ['src-shared/node/**'],
    refuse: /^electron$/,
    because: 'src-shared/node also runs in plain Node.',
  },
  {
    files: mainServices.map((folder) => `${folder}/**`),
    refuse:
      /^(electron|@stoqey\/ib|better-sqlite3.*|node:(net|tls|http|https|fs|fs\/promises|child_process))$/,
    because: 'A service reaches the world through a port; adapters (tws, storage, ...) implement it.',
  },
  {
    files: ['src-worker/**'],
    // The client starts the library's thread from its built entry, as piscina does for the engines.
    ignores: ['src-worker/*.entry.ts', 'src-worker/bar-library/library-client.ts'],
    refuse: /^(electron|node:worker_threads)$/,
    because: 'Only src-worker/*.entry.ts know Electron or worker_threads: hand over a port instead.',
  },
  {
    files: ['src-renderer/**'],
    refuse: /^(electron|node:.*|fs|path|os|child_process|better-sqlite3.*|@stoqey\/ib|pino.*|piscina)$/,
    because: 'The renderer draws and asks; it has no Node.',
  },
];

const isTest = ['**/*.test.ts', '**/*.test.tsx'];

// ── One road for orders ────────────────────────────────────────────────────────────────────────────────────────────

/** The one file that may send an order, and that once: what stands before it (risk, journal) cannot be gone round. */
const ORDER_SENDER = 'src-main/tws/order-wire.ts';

const onePlaceOrder: Rule.RuleModule = {
  meta: { type: 'problem', schema: [{ type: 'number' }] },
  create(context) {
    const [allowed] = context.options as [number];
    let found = 0;
    return {
      // Called, handed on, taken apart or written as a text: whatever could send.
      ':matches(Identifier[name="placeOrder"], Literal[value="placeOrder"], TemplateElement[value.raw="placeOrder"])'(
        node: Rule.Node,
      ) {
        if (++found <= allowed) return;
        const message = `Orders are sent from one place in ${ORDER_SENDER}: risk and journal come before it.`;
        context.report({ node, message });
      },
    };
  },
};

// ── Private members ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * What runs for every bar of a back-test has members that only the compiler keeps private: with `#` the engine is 3 to 5 %
 * slower and streams of indicators up to a third (bench/engine.bench.ts, Electron 33). Elsewhere it costs nothing.
 */
const PER_BAR = [
  ...['src-worker/trading-engine/**', 'src-shared/indicators/**'],
  ...['src-shared/simulation/*.ts', 'src-shared/simulation/bar-matching/**'],
  'src-shared/portfolio/{account,lot-table,multi-currency-account,trade-table}.ts',
];

const privateMembers: Rule.RuleModule = {
  meta: { type: 'problem', schema: [{ enum: ['#', 'private'] }] },
  create(context) {
    const [way] = context.options as ['#' | 'private'];
    const report = (message: string) => (node: Rule.Node) => context.report({ node, message });
    return way === '#'
      ? {
          // A constructor has no other word for it.
          ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"])[accessibility="private"]':
            report(
              'Write #name: private to the program too, as in all classes but those that run for every bar.',
            ),
        }
      : {
          ':matches(PropertyDefinition, MethodDefinition) > PrivateIdentifier.key': report(
            'Write `private`: this runs for every bar, where #name costs time (see PER_BAR in eslint.config.ts).',
          ),
        };
  },
};

const tradewind = { rules: { 'one-place-order': onePlaceOrder, 'private-members': privateMembers } };

/** @param root the project's folder; tests of this table bring one of their own */
export function layerRules(root: string) {
  const zones = (table: typeof importTable) =>
    Object.entries(table).map(([folder, allowed]) => ({
      target: `./${folder}`,
      from: '.',
      // A folder with rows of its own inside (app/preload) keeps those strict: every zone that matches has to agree.
      except: [...new Set(['node_modules', folder.replace(/\/\*.*$/, ''), ...allowed])],
      message: ` ${folder} may import ${allowed.join(', ') || 'nothing else'} (see the table in eslint.config.ts).`,
    }));
  const restrict = (table: typeof importTable): Linter.RulesRecord => ({
    'import-x/no-restricted-paths': ['error', { basePath: root, zones: zones(table) }],
  });
  return defineConfig(
    {
      files: ['**/*.{ts,tsx,mjs}'],
      ignores: isTest,
      plugins: { 'import-x': importX },
      rules: restrict(importTable),
    },
    { files: isTest, plugins: { 'import-x': importX }, rules: restrict(testImportTable) },
    packageTable.map(({ files, ignores, refuse, because }) => ({
      files,
      ignores: [...isTest, ...(ignores ?? [])],
      rules: {
        'no-restricted-imports': [
          'error',
          { patterns: [{ regex: refuse.source, message: because }] },
        ] as const,
      },
    })),
    {
      files: ['src-{main,worker,renderer}/**/*.{ts,tsx}'],
      // The paper gateway is the other end: it reads the message of that name.
      ignores: [...isTest, ORDER_SENDER, 'src-worker/paper-gateway/**'],
      plugins: { tradewind },
      rules: { 'tradewind/one-place-order': ['error', 0] },
    },
    {
      files: [ORDER_SENDER],
      plugins: { tradewind },
      rules: { 'tradewind/one-place-order': ['error', 1] },
    },
    {
      files: ['**/*.{ts,tsx}'],
      ignores: PER_BAR,
      plugins: { tradewind },
      rules: { 'tradewind/private-members': ['error', '#'] },
    },
    {
      files: PER_BAR,
      ignores: [...isTest, '**/testing/**'],
      plugins: { tradewind },
      rules: { 'tradewind/private-members': ['error', 'private'] },
    },
    {
      // `import('...')` inside a type would go round the table.
      files: ['**/*.{ts,tsx}'],
      plugins: { '@typescript-eslint': tseslint.plugin },
      rules: { '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: true }] },
    },
    {
      // Decisions are functions of values: the same input gives the same answer in a backtest, in a test and live.
      files: ['src-shared/**'],
      ignores: [...isTest, 'src-shared/node/**', 'src-shared/kernel/clock*'],
      rules: {
        'no-restricted-properties': [
          'error',
          { object: 'Date', property: 'now', message: 'Take a Clock (kernel/clock).' },
          {
            object: 'Math',
            property: 'random',
            message: 'Take an Rng (kernel), so that a seed replays the run.',
          },
        ],
        'no-restricted-globals': ['error', { name: 'performance', message: 'Take a Clock (kernel/clock).' }],
        'no-restricted-syntax': [
          'error',
          {
            selector: ':matches(NewExpression[arguments.length=0], CallExpression)[callee.name="Date"]',
            message: 'Reads the clock. Take a Clock (kernel/clock).',
          },
        ],
      },
    },
  );
}

// ── The rest ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const IGNORED = ['out/', 'dist/', '.cache/', '.artifacts/', 'resources/'];

/** What any TypeScript project could use. `npm run check` gives these to oxlint (oxlint.config.mjs). */
export const generalRules = defineConfig(
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
      '@typescript-eslint/triple-slash-reference': ['error', { path: 'always' }],
      // `return fail(...)` in a void function is the short way to say "and nothing more".
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Columns are read as close[i]! in loops whose bounds are asserted before them.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `{}` as the type of a request without input is meant.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // Branded numbers (units) are numbers.
      '@typescript-eslint/no-unsafe-unary-minus': 'off',
      // There are no enums (erasableSyntaxOnly); looking for them took a tenth of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // Each is given, or the library looks for it in a file of the working directory (src-main/tws/tws-link.ts).
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: '@stoqey/ib', name: 'clientId' }] },
      ],
      // tsc reports these, with the same reach.
      '@typescript-eslint/no-unused-vars': 'off',
      'no-undef': 'off',
    },
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat['recommended-latest'],
  },
  {
    // Scripts and the command line talk to a terminal.
    files: ['build/**', 'bench/**', 'e2e/**', 'src-worker/cli/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Untyped JSON and child processes are what build scripts are about.
    files: ['**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    // Playwright reads from the pattern which fixtures a fixture needs: `{}` says none.
    files: ['e2e/**'],
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    files: isTest,
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);

/** The project's own rules alone, which need no types: what is left to ESLint in `npm run check`. */
export const ownRules = defineConfig(
  globalIgnores(IGNORED),
  { files: ['**/*.{ts,tsx}'], languageOptions: { parser: tseslint.parser } },
  layerRules(import.meta.dirname),
);

// Everything, for editors and for `npx eslint`.
export default defineConfig(globalIgnores(IGNORED), generalRules, layerRules(import.meta.dirname));
