/**
 * What every request must pass and every answer carries: the Host header (DNS rebinding), and headers that keep a browser from doing
 * anything with an answer. There is no CORS and there are no cookies.
 */
import type { FastifyInstance } from 'fastify';
import { ProblemError } from './problem-error.ts';

export const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

export function registerHardening(
  app: FastifyInstance,
  listen: { readonly host: string; readonly names: readonly string[] },
): void {
  const own = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  const allowed = new Set([...LOOPBACK_NAMES, own, ...listen.names].map((name) => name.toLowerCase()));

  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(HEADERS); // SECURITY: broker-headers
    const host = (request.headers.host ?? '').replace(/:\d{1,5}$/u, '').toLowerCase();
    // SECURITY: broker-host-header
    if (!allowed.has(host)) {
      done(new ProblemError('forbidden', 'This broker does not answer to that name.'));
      return;
    }
    done();
  });
}
