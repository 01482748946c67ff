import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: '.artifacts/e2e',
  // Each journey has an app, a data folder and the screen to itself; two at a time would share the screen.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // On shared machines the window system is late now and then; a journey that fails twice has failed. What needed a second
  // try is listed as flaky.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['./build/reporters/playwright-summary.mjs']],
});
