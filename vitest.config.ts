import { defaultExclude, defineConfig } from 'vitest/config';

// `npm run campaign` sets this: tests with a seed or a count of cases read it and do many more.
const isCampaign = process.env.TRADEWIND_COUNTS === 'full';
// The storage tests run a second time, on the driver that the runtime at hand does not take (build/tasks/storage.mjs).
const isStorageOnly = process.env.TRADEWIND_TESTS === 'storage';

// A window has one of each of these, which their modules keep: a second file would find what the first has left.
const APART = ['src-renderer/{stores,panels,ipc}/**/*.test.{ts,tsx}'];
const include = isStorageOnly ? ['src-*/**/*.storage.test.ts'] : ['{src-*,build,bench}/**/*.test.{ts,tsx}'];

export default defineConfig({
  cacheDir: '.cache/vite',
  test: {
    reporters: ['default', './build/reporters/vitest-summary.mjs'],
    // Native drivers and worker threads belong to a process.
    pool: 'forks',
    // What else `check` runs meanwhile is shorter, so one worker per core, where Vitest's own choice leaves one out.
    maxWorkers: '100%',
    // Limits for what hangs, not for what is slow: others work on the cores too.
    testTimeout: isCampaign ? 60 * 60_000 : 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        // They share a process and what it has loaded, which takes longer to start and load than most of them take to run.
        // Each closes what it has opened, and modules outside of the window keep nothing that another could find.
        extends: true as const,
        test: { name: 'shared', include, exclude: [...defaultExclude, ...APART], isolate: false },
      },
      ...(isStorageOnly ? [] : [{ extends: true as const, test: { name: 'apart', include: APART } }]),
    ],
  },
});
