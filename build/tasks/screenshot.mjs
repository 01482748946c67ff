import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { projectFolder } from '../child.mjs';
import { prepareDisplay } from '../display.mjs';
import { buildIfStale } from '../fresh-build.mjs';
import { prepare } from '../prepare.mjs';
import { isRoot } from '../cache-folder.mjs';

const PICTURE = join('.artifacts', 'screens', 'window.png');
const SIZE = { width: 1600, height: 1000 };
const SETTLE_MS = 1_000;

/** Writes a picture of the window as a new installation shows it, and prints where it is. */
export default async function () {
  const runtime = await prepare();
  await buildIfStale();
  const display = await prepareDisplay({ preferVirtual: true });
  // A data folder of its own: the user's may be in use by the window they have open.
  const dataDir = mkdtempSync(join(tmpdir(), 'tradewind-screenshot-'));
  try {
    const app = await _electron.launch({
      executablePath: runtime.executable,
      args: [projectFolder],
      chromiumSandbox: !isRoot, // refuses root
      env: { ...process.env, ...display.env, TRADEWIND_DATA_DIR: dataDir },
    });
    const window = await app.firstWindow();
    await app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, ...size }),
      SIZE,
    );
    await window.waitForLoadState('load');
    await window.waitForTimeout(SETTLE_MS);
    mkdirSync(join(projectFolder, PICTURE, '..'), { recursive: true });
    await window.screenshot({ path: join(projectFolder, PICTURE) });
    await app.close();
    process.stdout.write(`${PICTURE}\n`);
    return 0;
  } finally {
    display.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
