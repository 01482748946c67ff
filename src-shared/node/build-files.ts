import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the build puts beside the entries of out/main (see build/shipped-files.mjs): the same for the app and the CLI. */
export interface BuildFiles {
  /** Daily S&P 500 bars that a new library is filled with. */
  readonly seedCsvPath: string;
  /** The licences of everything that ships, one text. */
  readonly licencesPath: string;
  /** What an editor needs to write strategies with, and a template: JSON, see build/strategy-sdk.mjs. */
  readonly strategySdkPath: string;
  /** Identifies the code that runs: a hash over all bundles of this build. Stored with every run. */
  readonly codeVersion: string;
}

/** @param entryDirectory where the built entries lie: `import.meta.dirname` of an entry */
export function buildFiles(entryDirectory: string): BuildFiles {
  const at = (name: string) => join(entryDirectory, 'resources', name);
  return {
    seedCsvPath: at('sp500-2000.csv'),
    licencesPath: at('licences.txt'),
    strategySdkPath: at('strategy-sdk.json'),
    codeVersion: readFileSync(at('code-version.txt'), 'utf8').trim(),
  };
}
