import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  // The packaged app is started in another way, by `npm run e2e -- --packaged`.
  testMatch: process.env['TRADEWIND_PACKAGED'] === undefined ? '**/*.e2e.ts' : '**/*.packaged.ts',
  outputDir: '.artifacts/e2e',
  // Each journey has an app, a data folder and the screen to itself; two at a time would share the screen.
  workers: 1,
  // Limits for what hangs, not for what is slow: CI has two cores, and others work on them too.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // On shared machines the window system is late now and then; a journey that fails twice has failed. What needed a second
  // try is listed as flaky.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['./build/reporters/playwright-summary.mjs']],
});
