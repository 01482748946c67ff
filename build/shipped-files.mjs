import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licencesText } from './licences.mjs';
import { strategySdk } from './strategy-sdk.mjs';

/**
 * Puts beside the entries what they read at run time: see src-shared/node/build-files.ts.
 * @param {string} project its folder: electron-vite bundles its configuration, and import.meta is another file's then
 * @returns {import('vite').Plugin}
 */
export function shippedFiles(project) {
  return {
    name: 'tradewind-shipped-files',
    apply: 'build',
    async generateBundle(_options, bundle) {
      /** @param {string} name @param {string | Uint8Array} source */
      const ship = (name, source) => {
        this.emitFile({ type: 'asset', fileName: `resources/${name}`, source });
      };
      ship('sp500-2000.csv', readFileSync(join(project, 'node_modules/vega-datasets/data/sp500-2000.csv')));
      ship('licences.txt', licencesText(project));
      ship('strategy-sdk.json', JSON.stringify(await strategySdk(project)));
      ship('code-version.txt', codeVersion(bundle));
    },
  };
}

/**
 * Of the code, not of the commit: a change that was never committed has another one, and a comment may not.
 * @param {import('vite').Rolldown.OutputBundle} bundle
 */
function codeVersion(bundle) {
  const hash = createHash('sha256');
  for (const [name, output] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (output.type === 'chunk') hash.update(`${name}\0`).update(output.code).update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}
