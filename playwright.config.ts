// The end-to-end tests: the real built app, a real broker, a real keychain, real targets. One test, one desktop of its own.
import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './test/e2e/build-first.ts',
  // An Electron, a broker and two PostgreSQL servers for each worker. Two cores bear three: a good part is waiting for an end.
  workers: 3,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  retries: 0,
  forbidOnly: true,
  reporter: [['list']],
  outputDir: 'test-results',
});
