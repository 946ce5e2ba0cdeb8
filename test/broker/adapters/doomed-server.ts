// Starts the embedded PostgreSQL on a folder, says its process number, and waits to be killed.
import { startEmbeddedPostgres } from '../../../broker/adapters/embedded-postgres.ts';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';

const server = await startEmbeddedPostgres({
  folder: process.argv[2] ?? '',
  clock: createSystemClock(),
  log: () => undefined,
});
process.stdout.write(`${String(server.pid)}\n`);
process.stdin.resume();
