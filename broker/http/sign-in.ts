/**
 * Who is calling, for every route under /v1: the bearer token of the header is asked about anew each time, so a revocation counts at
 * once. Limits how often one token may call and how often one address may be wrong.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../ports/clock.ts';
import type { Identity, SignedIn, SignInRefusal } from '../ports/identity.ts';
import type { Circumstances } from '../ports/policy.ts';
import { ProblemError } from './problem-error.ts';
import { createTokenBucket } from './token-bucket.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the sign-in hook; `null` outside /v1. */
    caller: (SignedIn & { readonly token: string }) | null;
  }
}

export type Caller = SignedIn & { readonly token: string };

const SENTENCES: Readonly<Record<SignInRefusal, string>> = {
  'not-signed-in': 'Sign in: this broker does not know that token.',
  'token-expired': 'Your sign-in has expired. Sign in again.',
  'token-revoked': 'Your sign-in was revoked. Ask whoever runs the broker for a new one.',
};

const CALLS = { burst: 300, perSecond: 100 };
const FAILURES = { burst: 30, perSecond: 1 };

export function registerSignIn(
  app: FastifyInstance,
  deps: { readonly identity: Identity; readonly clock: Clock },
): void {
  const calls = createTokenBucket(deps.clock, CALLS);
  const failures = createTokenBucket(deps.clock, FAILURES);
  app.decorateRequest('caller', null);

  app.addHook('onRequest', async (request) => {
    // The route that was found, not the path as it was written: `/%761/me` and `http://name/v1/me` lead to it too.
    // SECURITY: broker-signed-in-by-route
    if (!(request.routeOptions.url ?? request.url).startsWith('/v1/')) return;
    const token = /^Bearer ([^\s,]{1,512})$/u.exec(request.headers.authorization ?? '')?.[1];
    const result =
      token === undefined
        ? ({ ok: false, refusal: 'not-signed-in' } as const)
        : await deps.identity.signIn(token);
    if (!result.ok || token === undefined) {
      // SECURITY: broker-rate-limit
      if (!failures.take(request.ip)) throw tooMany();
      throw new ProblemError(
        result.ok ? 'not-signed-in' : result.refusal,
        token === undefined
          ? 'Sign in: send your token in the header “Authorization: Bearer …”.'
          : SENTENCES[result.ok ? 'not-signed-in' : result.refusal],
      );
    }
    if (!calls.take(result.value.person.id)) throw tooMany();
    request.caller = { ...result.value, token };
  });
}

export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new ProblemError('not-signed-in', SENTENCES['not-signed-in']);
  return request.caller;
}

/** An IPv4 client of a server that listens on IPv6 is still an IPv4 client to everybody else. */
function addressOf({ ip }: FastifyRequest): string {
  return ip.replace(/^::ffff:(?=\d+\.)/u, '');
}

/** How this call came here, as policies look at it. */
export function circumstancesOf(request: FastifyRequest): Circumstances {
  return { address: addressOf(request), signedInAt: callerOf(request).signedInAt };
}

function tooMany(): ProblemError {
  return new ProblemError('too-many-requests', 'Too many requests. Wait a moment and try again.');
}
