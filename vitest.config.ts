import { defineConfig } from 'vitest/config';

// `npm run campaign` sets this: tests with a seed or a count of cases read it and do many more.
const isCampaign = process.env.TRADEWIND_COUNTS === 'full';
// The storage tests run a second time, on the driver that the runtime at hand does not take (build/tasks/check.mjs).
const isStorageOnly = process.env.TRADEWIND_TESTS === 'storage';

export default defineConfig({
  cacheDir: '.cache/vite',
  test: {
    include: isStorageOnly ? ['src-*/**/*.storage.test.ts'] : ['{src-*,build,bench}/**/*.test.{ts,tsx}'],
    reporters: ['default', './build/reporters/vitest-summary.mjs'],
    // Native drivers and worker threads belong to a process.
    pool: 'forks',
    testTimeout: isCampaign ? 60 * 60_000 : 20_000,
  },
});
