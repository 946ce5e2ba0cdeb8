/** Where the broker listens. Where any port will do, the one of the last start is tried first: addresses that people have noted stay right. */
import { existsSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../ports/log.ts';
import { StartError } from '../start-error.ts';
import { writeFileWhole } from '../write-file-whole.ts';

export async function listen(
  http: FastifyInstance,
  to: { readonly host: string; readonly port: number; readonly portFile: string },
  log: Pick<Log, 'info'>,
): Promise<string> {
  const { host, port, portFile } = to;
  if (port === 0 && existsSync(portFile)) {
    try {
      return await http.listen({ host, port: Number(readFileSync(portFile, 'utf8')) || 0 });
    } catch {
      log.info({}, 'The port of the last start is taken; using another');
    }
  }
  try {
    const url = await http.listen({ host, port });
    if (port === 0) writeFileWhole(portFile, new URL(url).port);
    return url;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${port} on ${host} is in use by another program. Stop it, or choose another with --port.`,
      );
    }
    throw new StartError(`Cannot listen on ${host}:${port} (${String(error.code)}).`);
  }
}
