/**
 * The broker, as the desktop calls it. Answers are parsed by shared/api.ts; what does not fit is `wrong-answer` and changes nothing.
 * Implementations refuse redirects and `http:` off loopback, and never log a body or a token.
 */
import type { ExtendRequestBody, ReviewRequestBody } from '../../shared/api-review.ts';
import type { GrantRequestBody, PublicJwk } from '../../shared/api.ts';
import type { Source } from '../../shared/custody.ts';
import type { ClockReading } from '../../shared/deadline.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Inbox } from '../../shared/inbox.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Device, Person } from '../../shared/person.ts';
import type { Problem } from '../../shared/problem.ts';
import type { ProfileOffer } from '../../shared/profile.ts';
import type { Undo } from './undo.ts';
import { words } from '../words.ts';

export type BrokerError =
  /** Nothing came back: refused, reset, timed out. The broker may or may not have acted; repeating is safe. */
  | { readonly kind: 'unreachable'; readonly cause?: unknown }
  /** Something came back that is not the broker's API: another server, a redirect, a wrong shape, too large. */
  | { readonly kind: 'wrong-answer'; readonly sentence: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

export type BrokerResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: BrokerError };

/** An answer with the clock reading of the moment the request was sent, which deadlines count from. */
export interface Timed<T> {
  readonly value: T;
  readonly sent: ClockReading;
  readonly serverNow: Instant;
}

export interface Started {
  readonly grant: Grant;
  readonly durationSeconds: number;
  readonly credentials: readonly { readonly leaseId: string; readonly sealed: string }[];
}

export interface BrokerEvents {
  /** All live grants and the latest ended ones; replaces what was known. */
  onSnapshot(grants: Timed<readonly Grant[]>): void;
  onGrant(grant: Timed<Grant>): void;
  /** All that waits for this person's review; replaces what was known. */
  onInbox(inbox: Timed<Inbox>): void;
  onProfilesChanged(): void;
  onConnected(): void;
  /** The stream broke; it is being opened again with growing pauses until `Undo`. */
  onDisconnected(error: BrokerError): void;
}

export interface BrokerClient {
  me(): Promise<BrokerResult<Person>>;
  registerDevice(publicKey: PublicJwk, name: string): Promise<BrokerResult<Device>>;
  profiles(): Promise<BrokerResult<readonly ProfileOffer[]>>;
  ask(request: GrantRequestBody, idempotencyKey: string): Promise<BrokerResult<Timed<Grant>>>;
  start(
    grantId: string,
    body: {
      readonly deviceId: string;
      readonly sealTo: PublicJwk;
      readonly proof: string;
      readonly sshPublicKey?: string;
      readonly source: Source;
    },
    idempotencyKey: string,
  ): Promise<BrokerResult<Timed<Started>>>;
  release(grantId: string, source: Source): Promise<BrokerResult<Timed<Grant>>>;
  withdraw(grantId: string, source: Source): Promise<BrokerResult<Timed<Grant>>>;
  /** Of somebody else's grant. */
  review(grantId: string, body: ReviewRequestBody): Promise<BrokerResult<Timed<Grant>>>;
  extend(
    grantId: string,
    body: ExtendRequestBody,
    idempotencyKey: string,
  ): Promise<BrokerResult<Timed<Grant>>>;
  /** Follows `GET /v1/events` and keeps following: reconnects by itself, resumes by `Last-Event-ID`. Never polls. */
  follow(events: BrokerEvents): Undo;
  /** Resume, unlock, network back: a stream that is down is tried again at once instead of after its pause. Asks nothing when it is up. */
  wake(): void;
}

/** Makes a client for one broker and one token. Refuses an address it may not talk to with a sentence. */
export type ConnectBroker = (
  brokerUrl: string,
  token: string,
) => { readonly ok: true; readonly value: BrokerClient } | { readonly ok: false; readonly sentence: string };

/** The sentence people read. */
export function describeBrokerError(error: BrokerError): string {
  switch (error.kind) {
    case 'unreachable':
      return words.broker.unreachable;
    case 'wrong-answer':
      return error.sentence;
    case 'problem':
      return error.problem.detail;
  }
}
