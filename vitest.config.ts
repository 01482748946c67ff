import { defaultExclude, defineConfig } from 'vitest/config';

// `npm run campaign` sets this: tests with a seed or a count of cases read it and do many more.
const isCampaign = process.env.TRADEWIND_COUNTS === 'full';
// The storage tests run a second time, on the driver that the runtime at hand does not take (build/tasks/storage.mjs).
const isStorageOnly = process.env.TRADEWIND_TESTS === 'storage';

// Nothing of one of these files can reach another (pure rules, and sockets that each closes): they share a process and what it
// has loaded, which takes longer to start and load than most of them take to run.
const SHARED = [
  'src-shared/!(node|telemetry)/**/*.test.ts',
  'src-{worker/paper-gateway,main/tws}/**/!(*.storage).test.ts',
  'src-worker/{trading-engine,reports}/**/!(*.storage).test.ts',
  'src-main/{market-data,connection,risk,ipc}/**/!(*.storage).test.ts',
  'src-renderer/{format,charts,commands}/**/*.test.{ts,tsx}',
];
const include = isStorageOnly ? ['src-*/**/*.storage.test.ts'] : ['{src-*,build,bench}/**/*.test.{ts,tsx}'];

export default defineConfig({
  cacheDir: '.cache/vite',
  test: {
    reporters: ['default', './build/reporters/vitest-summary.mjs'],
    // Native drivers and worker threads belong to a process.
    pool: 'forks',
    // What else `check` runs meanwhile is shorter, so one worker per core, where Vitest's own choice leaves one out.
    maxWorkers: '100%',
    testTimeout: isCampaign ? 60 * 60_000 : 20_000,
    projects: [
      ...(isStorageOnly
        ? []
        : [{ extends: true as const, test: { name: 'rules', include: SHARED, isolate: false } }]),
      {
        extends: true as const,
        test: { name: 'programs', include, exclude: [...defaultExclude, ...SHARED] },
      },
    ],
  },
});
