// A receiver of webhooks as a company would write one: a real HTTP server that checks each delivery by the documented recipe and no code of ours.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export const KEY = 'canary-signing-key-31d7';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly origin: string;
  readonly received: readonly Received[];
  /** The id of each delivery, in the order they came. */
  ids(): readonly string[];
  /** What is done with the next ones. */
  answer: (response: ServerResponse, received: Received) => void;
  stop(): Promise<void>;
}

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end();

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const each = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString('utf8'),
      };
      received.push(each);
      receiver.answer(response, each);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens nowhere.');
  const receiver: Receiver = {
    origin: `http://127.0.0.1:${address.port}`,
    received,
    ids: () => received.map(({ headers }) => String(headers['stint-delivery'])),
    answer: status(204),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

/** As docs/webhooks.md says: recompute, compare in constant time, and refuse what is older than five minutes. */
export function isSigned({ headers, body }: Received, key: string, nowMs: number): boolean {
  const header = String(headers['stint-signature']);
  // What is no pair has no second half.
  const { t, v1 } = Object.fromEntries(
    header.split(',').map((part) => part.split('=') as [string, string | undefined]),
  );
  if (t === undefined || v1 === undefined || Math.abs(nowMs / 1000 - Number(t)) > 300) return false;
  const wanted = createHmac('sha256', key).update(`${t}.${body}`).digest();
  const given = Buffer.from(v1, 'hex');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
