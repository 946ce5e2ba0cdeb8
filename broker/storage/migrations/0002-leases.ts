/** Leases: what has been or is about to be minted at a target, until it is proved gone. No column holds a credential. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `create table lease (
    id text primary key,
    grant_id text,
    target_id text not null,
    entitlement jsonb not null,
    account text not null,
    state text not null check (state in ('intended', 'active', 'revoking', 'stuck', 'revoked')),
    expires_at timestamptz not null,
    due_at timestamptz,
    attempts integer not null default 0,
    claim text,
    claimed_until timestamptz,
    sessions_ended integer not null default 0,
    left_behind jsonb not null default '[]',
    revoked_at timestamptz,
    trouble text,
    check ((state = 'revoked') = (due_at is null)),
    check ((state = 'revoked') = (revoked_at is not null)))`,
  'create index lease_by_grant on lease (grant_id)',
  'create index lease_due on lease (due_at) where due_at is not null',
  'grant select, insert, update on lease to stint_run',
];

export const leases: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
