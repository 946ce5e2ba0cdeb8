/**
 * The broker's HTTP API, version 1, as zod schemas: the broker answers by them, the desktop refuses what does not fit.
 * In memory instants are epoch milliseconds; on the wire RFC 3339 (the codecs below translate). Renderer and preload never load this module.
 */
import { z } from 'zod';
import { grant } from './api-grant.ts';
import { deviceId, durationSeconds, id, instant, name, profileId, source, words } from './api-words.ts';
import { profileOffer } from './api-profile.ts';
import { inboxAnswer } from './api-review.ts';
import { sshConnection, sshPublicKey } from './api-ssh.ts';
import { PROBLEM_CODES, type Problem } from './problem.ts';
import { LONGEST_REASON, LONGEST_TICKET } from './untrusted-text.ts';

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
  ownerId: id.optional(),
  issuer: name,
  subject: name,
  name,
  groups: z.array(name).readonly(),
  mayApprove: z.boolean(),
  // Older brokers have no admins and do not say.
  isAdmin: z.boolean().default(false),
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
  /** For profiles with SSH in them: the key the certificate is for. Also in the proof, so that nobody on the way swaps it. */
  sshPublicKey: sshPublicKey.optional(),
  source,
});
export const startClaims = z.strictObject({
  purpose: z.literal('start'),
  grantId: id,
  sealTo: publicJwk,
  sshPublicKey: sshPublicKey.optional(),
  /** When it was signed, by the desktop's idea of the broker's clock, RFC 3339. Accepted within 120 s. */
  signedAt: instant,
  /** 16 random bytes or more, base64url; used once. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/u),
});

const postgresqlConnection = z.strictObject({
  kind: z.literal('postgresql'),
  /** A host name, an address, or the folder of a Unix socket. */
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
  database: z.string().min(1).max(63),
  username: z.string().min(1).max(63),
  sslMode: z.enum(['disable', 'require', 'verify-full']),
});
export type PostgresqlConnection = z.output<typeof postgresqlConnection>;

/**
 * The protected header of a sealed credential: compact JWE, `alg` ECDH-ES, `enc` A256GCM, nothing else accepted.
 * Its plaintext is the bare secret (UTF-8; none for SSH); all that is no secret stands here and is checked by the desktop.
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
  connection: z.discriminatedUnion('kind', [postgresqlConnection, sshConnection]),
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
 * `grant` (one grant of mine has changed), `inbox` (all that waits for my review: after connecting and whenever it changes, for people who
 * may approve), `profiles-changed` (ask for the profiles again). A comment line is the heartbeat (every 15 s).
 */
export const eventData = {
  snapshot: grantsAnswer,
  grant: grantAnswer,
  inbox: inboxAnswer,
  'profiles-changed': z.object({ serverNow: instant }),
} as const;
export type EventName = keyof typeof eventData;

/** `POST /v1/grants/:id/release`, `/withdraw`. */
export const endRequest = z.strictObject({ source });

// The domain types are written by hand and hold no zod; these lines fail to compile when a schema drifts from them.
problem satisfies z.ZodType<Problem>;
