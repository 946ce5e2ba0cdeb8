/** People, tokens, devices, grants, the audit and the events. No column holds a credential. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `create table person (
    id text primary key,
    issuer text not null,
    subject text not null,
    name text not null,
    unique (issuer, subject))`,
  `create table token (
    hash bytea primary key check (length(hash) = 32),
    person_id text not null references person,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz)`,
  `create table device (
    id text not null,
    person_id text not null references person,
    name text not null,
    public_key jsonb not null,
    registered_at timestamptz not null,
    primary key (person_id, id))`,
  `create table grants (
    id text primary key,
    person_id text not null references person,
    profile_id text not null,
    status text not null check (status in ('pending', 'approved', 'starting', 'active', 'ended')),
    requested_at timestamptz not null,
    look_at timestamptz,
    document jsonb not null)`,
  'create index grants_by_person on grants (person_id, id desc)',
  `create index grants_alive on grants (person_id) where status <> 'ended'`,
  'create index grants_to_look_at on grants (look_at) where look_at is not null',
  `create table asking (
    person_id text not null references person,
    key text not null,
    body_hash bytea not null,
    grant_id text not null references grants,
    asked_at timestamptz not null,
    primary key (person_id, key))`,
  `create table start_nonce (
    device_id text not null,
    nonce text not null,
    keep_until timestamptz not null,
    primary key (device_id, nonce))`,
  `create table audit (
    seq bigint primary key,
    at timestamptz not null,
    entry text not null,
    previous bytea not null check (length(previous) = 32),
    hash bytea not null check (length(hash) = 32))`,
  `create table event (
    seq bigint generated always as identity primary key,
    kind text not null check (kind in ('grant', 'profiles-changed')),
    person_id text,
    grant_id text,
    at timestamptz not null)`,
  'create table fact (name text primary key, value text not null)',
  'grant select, insert, update on person, token, device, grants, fact to stint_run',
  'grant select, insert on asking to stint_run',
  'grant select, insert, delete on start_nonce, event to stint_run',
  // SECURITY: broker-audit-append-only
  'grant select, insert on audit to stint_run',
];

export const core: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
