/** Chooses a port on 127.0.0.1: the number of the last start, while it is free, so that what people have copied stays right. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { writeFileWhole } from '../write-file-whole.ts';

/** Kept in the file `port` of the folder. */
export async function keepPort(
  folder: string,
  wanted: number | undefined,
  log: (sentence: string) => void,
): Promise<number> {
  const file = join(folder, 'port');
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : wanted;
  const free = kept !== undefined && (await findFreePort(kept)) === kept ? kept : await findFreePort(0);
  if (kept !== undefined && kept !== free) log(`Port ${kept} is taken by another program; using ${free}.`);
  writeFileWhole(file, String(free));
  return free;
}

/** 0 when that port cannot be had. */
async function findFreePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () =>
      port === 0 ? reject(new EmbeddedPostgresError('No free port on 127.0.0.1.')) : resolve(0),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
