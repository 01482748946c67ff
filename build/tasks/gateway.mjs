import { join } from 'node:path';
import { projectFolder, runAsNode } from '../child.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepare } from '../prepare.mjs';

/**
 * The paper gateway by itself: the same build as the app's, without a window.
 * @param {string[]} args its options
 */
export default async function (args) {
  const runtime = await prepare();
  await buildIfStale();
  return runAsNode(runtime, [join(projectFolder, 'out', 'main', 'paper-gateway.js'), ...args]);
}
