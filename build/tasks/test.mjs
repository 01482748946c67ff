import { say } from '../progress.mjs';
import check from './check.mjs';
import e2e from './e2e.mjs';
import storage from './storage.mjs';

/** All a newcomer runs: check, the storage tests on the other driver, and e2e. */
export default async function () {
  const codes = [await check(), await storage(), await e2e([])];
  const isGood = codes.every((code) => code === 0);
  say(isGood ? 'test: all good' : 'test: FAILED (see above)');
  return isGood ? 0 : 1;
}
