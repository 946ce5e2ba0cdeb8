// Before the integration tests of a run: one PostgreSQL for the storage of all the brokers in them. Starting one takes longer than most tests.
import type { TestProject } from 'vitest/node';
import { startStorageServer } from './test-storage.ts';

export default async function shareStorage(project: TestProject): Promise<() => Promise<void>> {
  const server = await startStorageServer();
  project.provide('storage', server.access);
  return () => server.stop();
}
