/**
 * The broker's client over HTTP, by Node in the main process (never by Chromium's network). The token is a value of this closure only; no error and
 * no answer holds it. Nothing here retries or decides: repeating is the caller's.
 */
import type { z } from 'zod';
import { device, grantAnswer, person, profilesAnswer, startAnswer } from '../../shared/api.ts';
import { LONGEST_GRANT_SECONDS } from '../../shared/duration.ts';
import type { Grant } from '../../shared/grant.ts';
import type { BrokerClient, BrokerResult, ConnectBroker, Timed } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import { readAnswer } from './broker-answer.ts';
import { parseBrokerAddress } from './broker-address.ts';
import { createEventStream } from './event-stream.ts';
import { exchange, wrongAnswer } from './http-exchange.ts';
import { words } from '../words.ts';

export interface FetchBrokerDeps {
  readonly clock: Clock;
  /** From 0 to below 1, for the jitter of reconnecting. */
  readonly random: () => number;
  /** The runtime gets no security updates: brokers on this computer only. See {@link isFallbackRuntime}. */
  readonly loopbackOnly: boolean;
}

const SUPPORTED_ELECTRON = 45;
const WITHIN_MS = 10_000;
const START_WITHIN_MS = 30_000;
const LARGEST_BYTES = 1024 * 1024;
const LARGEST_PROFILES_BYTES = 8 * 1024 * 1024;
const SLACK_MS = 5000;

/** Whether this is an Electron older than the supported line (`process.versions.electron`); outside Electron it is not. */
export function isFallbackRuntime(electronVersion: string | undefined): boolean {
  return electronVersion !== undefined && !(Number.parseInt(electronVersion, 10) >= SUPPORTED_ELECTRON);
}

export function createFetchBroker(deps: FetchBrokerDeps): ConnectBroker {
  return (brokerUrl, token) => {
    // SECURITY: fallback-loopback-only
    const address = parseBrokerAddress(brokerUrl, deps.loopbackOnly);
    if (!address.ok) return address;
    if (!/^[\x21-\x7e]{1,8192}$/u.test(token)) {
      return { ok: false, sentence: words.signIn.tokenMalformed };
    }
    return { ok: true, value: createClient(deps, address.origin, token) };
  };
}

interface Call<T> {
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly withinMs?: number;
  readonly largestBytes?: number;
}

function createClient({ clock, random }: FetchBrokerDeps, origin: string, token: string): BrokerClient {
  const authorization = `Bearer ${token}`;
  const events = createEventStream({ clock, random, url: new URL('/v1/events', origin), authorization });

  async function call<T>(order: Call<T>): Promise<BrokerResult<T>> {
    const url = new URL(order.path, origin);
    const body = order.body === undefined ? null : JSON.stringify(order.body);
    const headers: Record<string, string> = { authorization, accept: 'application/json' };
    if (body !== null) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = String(Buffer.byteLength(body));
    }
    if (order.idempotencyKey !== undefined) headers['idempotency-key'] = order.idempotencyKey;
    const exchanged = await exchange(
      {
        method: body === null ? 'GET' : 'POST',
        url,
        headers,
        body,
        largestBytes: order.largestBytes ?? LARGEST_BYTES,
        withinMs: order.withinMs ?? WITHIN_MS,
      },
      clock,
    );
    return readAnswer(exchanged, order.schema, url);
  }

  /** `grantId`: the grant the answer must be about. */
  async function callForGrant(
    order: Omit<Call<never>, 'schema'>,
    grantId: string | null,
  ): Promise<BrokerResult<Timed<Grant>>> {
    const sent = clock.read();
    const answer = await call({ ...order, schema: grantAnswer });
    if (!answer.ok) return answer;
    const { grant, serverNow } = answer.value;
    if (grantId !== null && grant.id !== grantId) return wrong('is about another access');
    return { ok: true, value: { value: grant, sent, serverNow } };
  }

  function wrong(what: string): { readonly ok: false; readonly error: ReturnType<typeof wrongAnswer> } {
    return { ok: false, error: wrongAnswer(new URL(origin), what) };
  }

  const pathOf = (grantId: string, what: string): string =>
    `/v1/grants/${encodeURIComponent(grantId)}/${what}`;

  return {
    me: () => call({ path: '/v1/me', schema: person }),
    registerDevice: (publicKey, name) =>
      call({ path: '/v1/devices', body: { publicKey, name }, schema: device }),
    async profiles() {
      const answer = await call({
        path: '/v1/profiles',
        schema: profilesAnswer,
        largestBytes: LARGEST_PROFILES_BYTES,
      });
      return answer.ok ? { ok: true, value: answer.value.profiles } : answer;
    },
    ask: (request, idempotencyKey) =>
      callForGrant({ path: '/v1/grants', body: request, idempotencyKey }, null),
    async start(grantId, body, idempotencyKey) {
      const sent = clock.read();
      const answer = await call({
        path: pathOf(grantId, 'start'),
        body,
        idempotencyKey,
        schema: startAnswer,
        withinMs: START_WITHIN_MS,
      });
      if (!answer.ok) return answer;
      const { serverNow, ...started } = answer.value;
      const { grant } = started;
      if (grant.id !== grantId) return wrong('is about another access');
      // SECURITY: start-end-bounded
      const longestMs = LONGEST_GRANT_SECONDS * 1000 + SLACK_MS;
      if (started.durationSeconds > LONGEST_GRANT_SECONDS) return wrong('names an end too far away');
      if (grant.status === 'active' && grant.expiresAt - serverNow > longestMs) {
        return wrong('names an end too far away');
      }
      return { ok: true, value: { value: started, sent, serverNow } };
    },
    release: (grantId, source) =>
      callForGrant({ path: pathOf(grantId, 'release'), body: { source } }, grantId),
    withdraw: (grantId, source) =>
      callForGrant({ path: pathOf(grantId, 'withdraw'), body: { source } }, grantId),
    review: (grantId, body) => callForGrant({ path: pathOf(grantId, 'reviews'), body }, grantId),
    extend: (grantId, body, idempotencyKey) =>
      callForGrant({ path: pathOf(grantId, 'extend'), body, idempotencyKey }, grantId),
    follow: (listener) => events.follow(listener),
    wake: () => events.wake(),
  };
}
