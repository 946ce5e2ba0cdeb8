// How the tests run. Unit tests are quick and pure and may run side by side; integration tests start real
// processes (PostgreSQL, keyrings, Electron), so they get long limits and one file at a time.
// End-to-end tests do not run here: they are programs of their own under test/e2e/.
import { defineConfig } from 'vitest/config';

const neverHere = ['**/node_modules/**', 'out/**', 'dist/**', '.cache/**', 'test/e2e/**'];

export default defineConfig({
  test: {
    teardownTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...neverHere, '**/*.integration.test.{ts,tsx}'],
          environment: 'node',
          // Files share what they have loaded: it takes a quarter of the time. Whoever mocks a module resets them first.
          isolate: false,
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.{ts,tsx}'],
          exclude: neverHere,
          environment: 'node',
          // One PostgreSQL for the storage of all brokers in them.
          globalSetup: 'test/broker/shared-storage.ts',
          setupFiles: ['test/patience.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // A page that is loaded anew while the machine is busy may take longer than the second that polling waits by itself.
          expect: { poll: { timeout: 10_000 } },
          // They wait for other processes a good part of their time.
          maxWorkers: 2,
          // As above: a quarter less time.
          isolate: false,
        },
      },
    ],
  },
});
