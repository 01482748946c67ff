import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { shippedFiles } from './build/shipped-files.mjs';

const at = (...path: string[]) => join(import.meta.dirname, ...path);

// Every src-worker/NAME.entry.ts becomes out/main/NAME.js, beside the app itself: utility processes, worker threads and
// the command line are started from there by name.
const workers = readdirSync(at('src-worker'))
  .filter((file) => file.endsWith('.entry.ts'))
  .map((file): [string, string] => [file.replace('.entry.ts', ''), at('src-worker', file)]);

// `dependencies` of package.json stay outside the bundles of Node processes; all else is bundled.
export default defineConfig({
  main: {
    plugins: [shippedFiles(import.meta.dirname)],
    build: {
      // The oldest runtime in use (docs/adr/0003): electron-vite would take the one of the installed electron package.
      target: 'node20.18',
      rolldownOptions: {
        input: { index: at('src-main/app/main.ts'), ...Object.fromEntries(workers) },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      // A sandboxed preload can load neither packages nor ES modules: one CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src-main/app/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [react()],
    build: {
      target: 'chrome130',
      minify: true,
      chunkSizeWarningLimit: 2_000, // kB; read from disk, and one file is quicker there than many
      rolldownOptions: { input: at('src-renderer/index.html') },
    },
  },
});
