import { runAsNode, tool } from '../child.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepare } from '../prepare.mjs';

/**
 * The unit tests with full counts: property tests, simulations and fault injection read TRADEWIND_COUNTS.
 * @param {string[]} args which tests, as vitest takes them
 */
export default async function (args) {
  const runtime = await prepare();
  await buildIfStale();
  return runAsNode(runtime, [tool('vitest/vitest.mjs'), 'run', ...args], {
    env: { TRADEWIND_COUNTS: 'full', TRADEWIND_SUMMARY: 'campaign' },
  });
}
