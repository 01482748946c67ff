import { captureChild, tool } from '../child.mjs';
import { prepareModernNode } from '../modern-node.mjs';
import { prepare } from '../prepare.mjs';
import { say } from '../progress.mjs';

/**
 * The storage tests once more, on better-sqlite3 13, which is what ships: where the runtime at hand takes the older driver,
 * `check` has run them on that.
 */
export default async function () {
  const modernNode = await prepareModernNode(await prepare());
  if (modernNode === undefined) {
    say('storage tests: check has run them on the driver that ships');
    return 0;
  }
  const start = performance.now();
  const { code, output } = await captureChild(modernNode, [tool('vitest/vitest.mjs'), 'run'], {
    env: { TRADEWIND_TESTS: 'storage', TRADEWIND_SUMMARY: 'storage' },
  });
  process.stdout.write(output);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  say(`storage tests on the driver that ships: ${code === 0 ? 'good' : 'FAILED'}, ${seconds} s`);
  return code;
}
