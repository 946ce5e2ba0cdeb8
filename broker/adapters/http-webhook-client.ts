/**
 * Deliveries by Node's own HTTP client: one POST on a connection of its own, ten seconds for all of it, no redirect followed. What is answered
 * is thrown away unread; no error holds the address.
 */
import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../ports/clock.ts';
import type { WebhookCall, WebhookClient, WebhookOutcome } from '../ports/webhook-client.ts';

const WITHIN_MS = 10_000;
const MOST_ANSWERED = 1024;

export function createHttpWebhookClient(clock: Clock): WebhookClient {
  return { post: (call) => post(call, clock) };
}

function post({ address, headers, body, signal }: WebhookCall, clock: Clock): Promise<WebhookOutcome> {
  return new Promise((resolve) => {
    const client = address.protocol === 'https:' ? https : http;
    const length = String(Buffer.byteLength(body));
    const request = client.request(address, {
      method: 'POST',
      headers: { ...headers, 'content-length': length },
      agent: false,
      signal,
    });
    const settle = (outcome: WebhookOutcome): void => {
      undo();
      request.destroy();
      resolve(outcome);
    };
    /** What its first line says counts, however the rest of the answer goes. */
    let answered: WebhookOutcome | undefined;
    // SECURITY: webhook-bounded
    const undo = clock.at(clock.now() + WITHIN_MS, () =>
      settle(answered ?? { ok: false, problem: { kind: 'timeout' } }),
    );
    const fail = (error: Error): void =>
      settle({ ok: false, problem: { kind: 'unreachable', code: codeOf(error) } });
    request.on('error', fail);
    request.on('close', () => settle({ ok: false, problem: { kind: 'unreachable', code: 'CLOSED' } }));
    request.on('response', (response) => {
      const outcome = toOutcome(response.statusCode ?? 0);
      answered = outcome;
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        // SECURITY: webhook-bounded
        if (bytes > MOST_ANSWERED) settle(outcome);
      });
      response.on('error', () => settle(outcome));
      response.on('end', () => settle(outcome));
    });
    request.end(body);
  });
}

function toOutcome(status: number): WebhookOutcome {
  if (status >= 200 && status < 300) return { ok: true };
  // SECURITY: webhook-no-redirects
  const kind = status >= 300 && status < 400 ? 'redirect' : 'status';
  return { ok: false, problem: { kind, status } };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
