import { runAsNode, tool } from '../child.mjs';
import { prepare } from '../prepare.mjs';

/** What says whether an order may go out and whether our books are the broker's: no branch of it is without a test. */
const MONEY = [
  'src-shared/orders/**/*.ts',
  'src-shared/risk/pre-trade/**/*.ts',
  'src-main/orders/{reconciler,forgotten-orders,lists-cover,kill-switch/owed-by-halt}.ts',
  'src-main/portfolio/{comparison,difference-watch,broker-figures}.ts',
];
const TESTS = [
  ...['src-shared/orders', 'src-shared/risk', 'src-main/portfolio'],
  ...['reconciler', 'lists-cover', 'kill-switch/owed-by-halt'].map(
    (name) => `src-main/orders/${name}.test.ts`,
  ),
];

/** The tests of orders, risk and the books, and which branches of theirs no test takes: it fails if there is one. */
export default async function () {
  const runtime = await prepare();
  return runAsNode(runtime, [
    ...[tool('vitest/vitest.mjs'), 'run', ...TESTS],
    ...['--coverage', '--coverage.reporter=text', '--coverage.thresholds.branches=100'],
    ...[...MONEY.map((files) => `--coverage.include=${files}`), '--coverage.exclude=**/testing/**'],
  ]);
}
