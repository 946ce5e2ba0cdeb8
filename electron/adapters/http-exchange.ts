/**
 * One HTTP exchange with the broker, by Node's own client: a redirect is never followed, the answer is capped, and the whole has a limit in time.
 * Errors name the address, never a header, a token or a body.
 */
import http from 'node:http';
import https from 'node:https';
import type { BrokerError } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import { words } from '../words.ts';

export interface Order {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly largestBytes: number;
  /** For the whole exchange, connecting included, in ms. */
  readonly withinMs: number;
}

export type Exchanged =
  | { readonly ok: true; readonly status: number; readonly mediaType: string; readonly body: string }
  | { readonly ok: false; readonly error: BrokerError };

export function exchange(order: Order, clock: Clock): Promise<Exchanged> {
  return new Promise((resolve) => {
    const request = open(order);
    const undo = clock.after(order.withinMs, () =>
      settle({ ok: false, error: { kind: 'unreachable', cause: 'timeout' } }),
    );
    const settle = (exchanged: Exchanged): void => {
      undo();
      request.destroy();
      resolve(exchanged);
    };
    request.on('error', (error) => settle({ ok: false, error: toBrokerError(error, order.url) }));
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        parts.push(part);
        // SECURITY: answers-capped
        if (bytes > order.largestBytes) settle({ ok: false, error: wrongAnswer(order.url, 'is too large') });
      });
      response.on('error', (error) => settle({ ok: false, error: toBrokerError(error, order.url) }));
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        settle({
          ok: true,
          status,
          mediaType: mediaTypeOf(response),
          body: Buffer.concat(parts).toString('utf8'),
        });
      });
    });
    request.end(order.body ?? undefined);
  });
}

/** A connection of its own for each: none idles, and none that the broker has just closed is used again. */
export function open(order: Pick<Order, 'url' | 'method' | 'headers'>): http.ClientRequest {
  const client = order.url.protocol === 'https:' ? https : http;
  return client.request(order.url, { method: order.method, headers: order.headers, agent: false });
}

export function mediaTypeOf(response: http.IncomingMessage): string {
  return (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Something answered, but it is not what a broker answers. */
export function wrongAnswer(url: URL, what: string): BrokerError {
  const sentence = words.broker.wrongAnswer({ address: url.origin, what });
  return { kind: 'wrong-answer', sentence };
}

export function toBrokerError(error: Error, url: URL): BrokerError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (code.startsWith('HPE_')) return wrongAnswer(url, 'is no HTTP');
  if (/CERT|TLS_|UNABLE_TO|SELF_SIGNED/u.test(code)) {
    const sentence = words.broker.untrusted({ address: url.origin, code });
    return { kind: 'wrong-answer', sentence };
  }
  return { kind: 'unreachable', cause: code };
}
