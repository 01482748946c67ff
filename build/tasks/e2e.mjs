import { runAsNode, tool } from '../child.mjs';
import { prepareDisplay } from '../display.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { withLaunch } from '../launch.mjs';
import { prepare } from '../prepare.mjs';
import { packageFolder } from './package.mjs';

const PACKAGED = '--packaged';

/**
 * The journeys in the real window. They run in the app's own runtime, so that they can read its databases. `--packaged`
 * packages the app first, with whatever runtime is here, and makes the journey of what has to work in there.
 * @param {string[]} args which journeys, as Playwright takes them
 */
export default async function (args) {
  const runtime = await prepare();
  await buildIfStale();
  const packaged = args.includes(PACKAGED) ? await packageFolder(runtime) : undefined;
  const which = args.filter((arg) => arg !== PACKAGED);
  const display = await prepareDisplay({ preferVirtual: true });
  try {
    return await withLaunch(
      runtime,
      (launch) =>
        runAsNode(runtime, [tool('@playwright/test/cli.js'), 'test', ...which], {
          env: {
            ...display.env,
            TRADEWIND_LAUNCH: JSON.stringify(launch),
            ...(packaged !== undefined && { TRADEWIND_PACKAGED: '1' }),
          },
        }),
      packaged,
    );
  } finally {
    display.stop();
  }
}
