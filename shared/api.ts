/**
 * The broker's HTTP API, version 1, as zod schemas: the broker answers by them, the desktop refuses what does not fit.
 * In memory instants are epoch milliseconds; on the wire RFC 3339 (the codecs below translate). Renderer and preload never load this module.
 */
import { z } from 'zod';
import { SOURCES } from './custody.ts';
import { DURATION_LADDER_SECONDS, LONGEST_GRANT_SECONDS, SHORTEST_GRANT_SECONDS } from './duration.ts';
import type { Grant, Lease, Review } from './grant.ts';
import { toRfc3339 } from './instant.ts';
import { ENTITLEMENT_KINDS, IMPORTANCES, type ProfileOffer } from './profile.ts';
import { PROBLEM_CODES, type Problem } from './problem.ts';
import { hasDeceivingCharacters, LONGEST_REASON, LONGEST_TICKET } from './untrusted-text.ts';

/** An instant: RFC 3339 in UTC on the wire, epoch milliseconds in memory. */
export const instant = z.codec(z.iso.datetime(), z.int(), {
  decode: (text) => Date.parse(text),
  encode: (at) => toRfc3339(at),
});

/** A ULID: 26 characters of Crockford's base 32 (https://github.com/ulid/spec). */
export const id = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/u);
export const profileId = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/u,
    'A profile id is 2–64 lower-case letters, digits and dashes.',
  );
/** A device's id: the RFC 7638 SHA-256 thumbprint of its public key, base64url. */
const deviceId = z.string().regex(/^[A-Za-z0-9_-]{43}$/u);
const durationSeconds = z.int().min(SHORTEST_GRANT_SECONDS).max(LONGEST_GRANT_SECONDS);
const text = z.string().max(4000);
const name = z.string().max(200);

/** A public P-256 key, and nothing else in it (RFC 7518, section 6.2). */
export const publicJwk = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/u),
  y: z.string().regex(/^[A-Za-z0-9_-]{43}$/u),
});
export type PublicJwk = z.output<typeof publicJwk>;

export const person = z.object({
  id,
  issuer: name,
  subject: name,
  name,
  groups: z.array(name).readonly(),
  mayApprove: z.boolean(),
});
const personName = z.object({ id, name });

const leaseState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('active') }),
  z.object({ state: z.literal('revoking'), attempts: z.int().nonnegative() }),
  z.object({
    state: z.literal('revoked'),
    revokedAt: instant,
    sessionsEnded: z.int().nonnegative(),
    leftBehind: z.array(text).readonly(),
  }),
]);

const lease = z.object({
  id,
  entitlementId: name,
  kind: z.enum(ENTITLEMENT_KINDS),
  targetName: name,
  account: name,
  state: leaseState,
});

const review = z.object({
  by: personName,
  at: instant,
  verdict: z.enum(['approve', 'deny']),
  comment: text.nullable(),
  durationSeconds: durationSeconds.nullable(),
});

const holder = z.object({ deviceId, deviceName: name });
const leases = z.array(lease).readonly();
const reviews = z.array(review).readonly();

const request = {
  id,
  person: personName,
  profileId,
  profileName: name,
  importance: z.enum(IMPORTANCES),
  durationSeconds,
  reason: text,
  ticket: text.nullable(),
  requestedAt: instant,
};

export const grant = z.discriminatedUnion('status', [
  z.object({ ...request, status: z.literal('pending'), reviewBy: instant, reviews }),
  z.object({
    ...request,
    status: z.literal('approved'),
    startBy: instant,
    grantedSeconds: durationSeconds,
    reviews,
  }),
  z.object({
    ...request,
    status: z.literal('starting'),
    heldBy: holder,
    grantedSeconds: durationSeconds,
    reviews,
  }),
  z.object({
    ...request,
    status: z.literal('active'),
    startedAt: instant,
    expiresAt: instant,
    heldBy: holder,
    leases,
    reviews,
  }),
  z.object({
    ...request,
    status: z.literal('ended'),
    why: z.enum(['denied', 'withdrawn', 'lapsed', 'released', 'expired', 'revoked', 'failed']),
    endedAt: instant,
    note: text.nullable(),
    startedAt: instant.nullable(),
    heldBy: holder.nullable(),
    leases,
    reviews,
  }),
]);

const entitlement = z.object({
  id: name,
  kind: z.enum(ENTITLEMENT_KINDS),
  targetId: name,
  targetName: name,
  allows: z.array(name).readonly(),
  denies: z.array(name).readonly(),
});

const profileOffer = z.object({
  profile: z.object({
    id: profileId,
    name,
    summary: text,
    importance: z.enum(IMPORTANCES),
    entitlements: z.array(entitlement).readonly(),
  }),
  offer: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('open'),
      durationsSeconds: z
        .array(durationSeconds)
        .min(1)
        .max(DURATION_LADDER_SECONDS.length + 1)
        .readonly(),
      longestSeconds: durationSeconds,
      ceilingReason: text,
      review: z.object({ count: z.int().min(1).max(9), group: name }).nullable(),
      reasonRequired: z.boolean(),
      ticketRequired: z.boolean(),
    }),
    z.object({ kind: z.literal('refused'), sentence: text }),
  ]),
});

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(PROBLEM_CODES),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

/** `GET /v1/profiles` */
export const profilesAnswer = z.object({
  serverNow: instant,
  profiles: z.array(profileOffer).max(20_000).readonly(),
});

/** `POST /v1/devices`: `{publicKey, name}`; answers the device. Registering the same key again is no error. */
export const deviceRequest = z.strictObject({ publicKey: publicJwk, name: z.string().min(1).max(100) });
export const device = z.object({ id: deviceId, name });

/** A line of words from a person: no control or bidirectional characters. */
const words = (longest: number): z.ZodString =>
  z
    .string()
    .max(longest, `Use at most ${String(longest)} characters.`)
    .refine((value) => !hasDeceivingCharacters(value), 'Leave out control and invisible characters.');

/** What ordered the act on the desktop, as the desktop knows it. It goes into the audit and decides nothing. */
export const source = z.enum(SOURCES);

/** `POST /v1/grants`, with the header `Idempotency-Key`. */
export const grantRequest = z.strictObject({
  profileId,
  durationSeconds,
  reason: words(LONGEST_REASON),
  ticket: words(LONGEST_TICKET).optional(),
  source,
});
export type GrantRequestBody = z.output<typeof grantRequest>;

/** An answer about one grant. `serverNow` is the broker's clock when it answered. */
export const grantAnswer = z.object({ serverNow: instant, grant });
/** `GET /v1/grants`: newest first, at most 200. */
export const grantsAnswer = z.object({ serverNow: instant, grants: z.array(grant).max(200).readonly() });

/**
 * `POST /v1/grants/:id/start`. `proof` is a compact JWS (ES256) by the device's key over {@link startClaims}; a `sealTo`
 * that differs from the one in the proof is refused with `bad-proof`, and nothing is minted.
 */
export const startRequest = z.strictObject({
  deviceId,
  sealTo: publicJwk,
  proof: z.string().max(4096),
  source,
});
export const startClaims = z.strictObject({
  purpose: z.literal('start'),
  grantId: id,
  sealTo: publicJwk,
  /** When it was signed, by the desktop's idea of the broker's clock, RFC 3339. Accepted within 120 s. */
  signedAt: instant,
  /** 16 random bytes or more, base64url; used once. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/u),
});

/**
 * The protected header of a sealed credential: compact JWE, `alg` ECDH-ES, `enc` A256GCM, nothing else accepted.
 * Its plaintext is the bare secret (UTF-8); all that is no secret stands here and is checked by the desktop.
 */
export const sealedHeader = z.object({
  alg: z.literal('ECDH-ES'),
  enc: z.literal('A256GCM'),
  epk: publicJwk,
  typ: z.literal('stint-credential'),
  grantId: id,
  leaseId: id,
  /** Epoch seconds, as in RFC 7519. */
  exp: z.int(),
  connection: z.strictObject({
    kind: z.literal('postgresql'),
    /** A host name, an address, or the folder of a Unix socket. */
    host: z.string().min(1).max(255),
    port: z.int().min(1).max(65_535),
    database: z.string().min(1).max(63),
    username: z.string().min(1).max(63),
    sslMode: z.enum(['disable', 'require', 'verify-full']),
  }),
});
export type Connection = z.output<typeof sealedHeader>['connection'];

/** The answer to start: the active grant, and one sealed credential (compact JWE) per lease. */
export const startAnswer = z.object({
  serverNow: instant,
  /** What is left of the grant at `serverNow`, in whole seconds. */
  durationSeconds: z.int().nonnegative(),
  grant,
  credentials: z.array(z.object({ leaseId: id, sealed: z.string().max(16_384) })).readonly(),
});

/**
 * `GET /v1/events`: server-sent events. `id:` rises; `event:` is one of
 * `snapshot` (all my live grants and the latest ended ones: after connecting, or when `Last-Event-ID` is unknown),
 * `grant` (one grant has changed), `profiles-changed` (ask for the profiles again). A comment line is the heartbeat (every 15 s).
 */
export const eventData = {
  snapshot: grantsAnswer,
  grant: grantAnswer,
  'profiles-changed': z.object({ serverNow: instant }),
} as const;
export type EventName = keyof typeof eventData;

/** `POST /v1/grants/:id/release`, `/withdraw`. */
export const endRequest = z.strictObject({ source });

// The domain types are written by hand and hold no zod; these lines fail to compile when a schema drifts from them.
grant satisfies z.ZodType<Grant>;
lease satisfies z.ZodType<Lease>;
review satisfies z.ZodType<Review>;
profileOffer satisfies z.ZodType<ProfileOffer>;
problem satisfies z.ZodType<Problem>;
