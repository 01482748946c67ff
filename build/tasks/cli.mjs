import { join } from 'node:path';
import { projectFolder, runAsNode } from '../child.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepare } from '../prepare.mjs';

/**
 * The command line: the same build as the app, without a window.
 * @param {string[]} args its sub-command and arguments
 */
export default async function (args) {
  const runtime = await prepare();
  await buildIfStale();
  // npm moves to the project's folder; files named by the user are relative to where they stand.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  return runAsNode(runtime, [join(projectFolder, 'out', 'main', 'cli.js'), ...args], { cwd });
}
