import { build } from '../fresh-build.mjs';

/** Builds `out/`, whether or not it is fresh. */
export default async function () {
  await build();
  return 0;
}
