/**
 * The broker's tables as Kysely sees them, and the pool behind them. Instants are `timestamptz` in the database and epoch
 * milliseconds in memory. It never holds a credential: no table has a column for one.
 */
import { Kysely, PostgresDialect, sql, type ColumnType, type Generated, type RawBuilder } from 'kysely';
import pg from 'pg';
import type { Grant, Status } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { LeaseTable } from '../leases/lease-row.ts';
import type { Announcement } from '../webhooks/announcement.ts';

/** Read as epoch milliseconds, written as a `Date`. */
export type At = ColumnType<Instant, Date, Date>;
export type AtOrNull = ColumnType<Instant | null, Date | null, Date | null>;

/** An instant to compare a column with. */
export function atTime(at: Instant): RawBuilder<Instant> {
  return sql<Instant>`${new Date(at)}::timestamptz`;
}

export interface Database {
  person: { id: string; issuer: string; subject: string; name: string };
  /** Sign-in tokens, by the SHA-256 of the token; the token itself is nowhere here. */
  token: { hash: Buffer; person_id: string; issued_at: At; expires_at: At; revoked_at: AtOrNull };
  device: {
    id: string;
    person_id: string;
    name: string;
    public_key: ColumnType<unknown, string, string>;
    registered_at: At;
  };
  /**
   * `document` is the whole grant; the other columns are what is searched by. `look_at` is the next instant to look at it.
   * `review_group` is the group asked last, if any; `waiting_since` until that is decided, `decided_at` from then on.
   * `asked_digest` binds reviews to what was asked: see asked.ts.
   */
  grants: {
    id: string;
    person_id: string;
    profile_id: string;
    status: Status;
    requested_at: At;
    look_at: AtOrNull;
    review_group: ColumnType<string | null, string | null | undefined, string | null>;
    waiting_since: AtOrNull;
    /** Of the asking that waits, where it is after `waiting_since`. */
    reminded_at: ColumnType<Instant | null, Date | null | undefined, Date | null>;
    /** The second group that was asked: of the asking that waits, where `escalated_at` is after `waiting_since`. */
    escalated_at: ColumnType<Instant | null, Date | null | undefined, Date | null>;
    escalated_to: ColumnType<string | null, string | null | undefined, string | null>;
    decided_at: ColumnType<Instant | null, Date | null | undefined, Date | null>;
    asked_digest: ColumnType<string | null, string | null | undefined, string | null>;
    document: ColumnType<Grant, string, string>;
  };
  /** One row per `Idempotency-Key` of a person. */
  asking: { person_id: string; key: string; body_hash: Buffer; grant_id: string; asked_at: At };
  /** Nonces of proofs, of a start or of an extension, that have been used, kept while their proof could be accepted. */
  start_nonce: { device_id: string; nonce: string; keep_until: At };
  /** The run-time role may only insert and select. `entry` is canonical JSON, exactly as it was hashed. */
  audit: { seq: number; at: At; entry: string; previous: Buffer; hash: Buffer };
  /** What has changed, in the order of the commits. `person_id` or `group_name` is whom it concerns; neither: everybody. */
  event: {
    seq: Generated<number>;
    kind: 'grant' | 'inbox' | 'profiles-changed';
    person_id: string | null;
    group_name: string | null;
    grant_id: string | null;
    at: At;
  };
  lease: LeaseTable;
  /** Which broker makes or moves the credentials of a grant now. */
  grant_work: { grant_id: string; claim: string; claimed_until: At };
  /** Which broker looks around at a target now, and when one did last. */
  look_around: { target_id: string; claim: string | null; claimed_until: AtOrNull; looked_at: AtOrNull };
  /** Facts that have not been handed out to webhooks yet. */
  announcement: { seq: Generated<number>; at: At; fact: ColumnType<Announcement, string, never> };
  /** One for each webhook that is to hear of a fact, until it was taken. Its id is what the receiver knows it by. */
  delivery: {
    id: string;
    webhook: string;
    fact: ColumnType<Announcement, string, never>;
    announced_at: At;
    due_at: At;
    attempts: Generated<number>;
    claim: string | null;
    claimed_until: AtOrNull;
  };
  /** Small facts of the broker itself. */
  fact: { name: string; value: string };
}

export interface PoolOptions {
  readonly connection: pg.PoolConfig;
  /** Told of connections that break while nothing is asked of them; without a listener that would end the process. */
  readonly onError: (error: Error) => void;
}

/** A server that does not answer at all is one that is away. */
const LIMITS = { max: 10, connectionTimeoutMillis: 5_000, keepAlive: true };

/** Opens a pool. Nothing is connected until the first query. */
export function createDatabase<T = Database>(options: PoolOptions): Kysely<T> {
  const pool = new pg.Pool({ ...LIMITS, types: { getTypeParser }, ...options.connection });
  pool.on('error', options.onError);
  // The pool minds only those that lie idle: one that breaks between two statements of a transaction would end the process.
  pool.on('connect', (client) => client.on('error', options.onError));
  return new Kysely<T>({ dialect: new PostgresDialect({ pool }) });
}

const INT8 = 20;
const TIMESTAMPTZ = 1184;

const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format) => {
  // The driver's own list of types is a table of numbers.
  const type: number = oid;
  if (format !== 'binary' && type === INT8) return Number;
  if (format !== 'binary' && type === TIMESTAMPTZ) return toInstant;
  // A parser answers whatever the column holds; Kysely's types say what that is.
  return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
};

/** PostgreSQL's text form "2026-11-24 03:20:50.123+00", or with the minutes of another zone: "+05:30". */
export function toInstant(text: string): Instant {
  return Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})$/u, '$1:00'));
}
