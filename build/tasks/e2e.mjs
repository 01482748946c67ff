import { runAsNode, tool } from '../child.mjs';
import { prepareDisplay } from '../display.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { withLaunch } from '../launch.mjs';
import { prepare } from '../prepare.mjs';

/**
 * The journeys in the real window. They run in the app's own runtime, so that they can read its databases.
 * @param {string[]} args which journeys, as Playwright takes them
 */
export default async function (args) {
  const runtime = await prepare();
  await buildIfStale();
  const display = await prepareDisplay({ preferVirtual: true });
  try {
    return await withLaunch(runtime, (launch) =>
      runAsNode(runtime, [tool('@playwright/test/cli.js'), 'test', ...args], {
        env: { ...display.env, TRADEWIND_LAUNCH: JSON.stringify(launch) },
      }),
    );
  } finally {
    display.stop();
  }
}
