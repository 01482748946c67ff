import { prepareElectron } from './electron-runtime.mjs';
import { prepareSqliteDriver } from './sqlite-driver.mjs';

/**
 * Makes this machine able to run Tradewind: fetches what is missing, and does nothing when nothing is.
 * Every script begins here.
 */
export async function prepare() {
  const runtime = await prepareElectron();
  await prepareSqliteDriver(runtime);
  return runtime;
}
