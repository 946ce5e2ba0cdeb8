// How the tests run. Unit tests are quick and pure and run side by side. Integration tests start real processes (PostgreSQL, keyrings,
// Electron), so they get long limits; those that mostly wait for one run two at a time, first, and the others one at a time after them.
// End-to-end tests do not run here: they are programs of their own under test/e2e/.
import { defineConfig } from 'vitest/config';

const neverHere = ['**/node_modules/**', 'out/**', 'dist/**', '.cache/**', 'test/e2e/**'];

/** Brokers on the storage that all of them share: they wait for it, or for a target, more than they compute. */
const brokers = [
  'test/broker/**/*.integration.test.ts',
  'test/security/{self-review,sql-in-words}.integration.test.ts',
];
const windows = ['test/renderer/**/*.integration.test.{ts,tsx}'];

const integration = {
  environment: 'node',
  testTimeout: 120_000,
  hookTimeout: 180_000,
  // A page that is loaded anew while the machine is busy may take longer than the second that polling waits by itself.
  expect: { poll: { timeout: 10_000 } },
} as const;
const storage = 'test/broker/shared-storage.ts';

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
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          ...integration,
          name: 'integration-brokers',
          include: brokers,
          globalSetup: storage,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...integration,
          name: 'integration-windows',
          include: windows,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...integration,
          name: 'integration',
          include: ['test/**/*.integration.test.{ts,tsx}'],
          exclude: [...neverHere, ...brokers, ...windows],
          globalSetup: storage,
          // Two cores: a PostgreSQL, an Electron and a keyring at once already fill them, and some of these look at the clock.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
