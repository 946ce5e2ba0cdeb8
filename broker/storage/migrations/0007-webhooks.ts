/** What is to be told by webhooks: facts as they happen, and a delivery of each to whoever wants it. No column holds an address or a key. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `create table announcement (
    seq bigint generated always as identity primary key,
    at timestamptz not null,
    fact jsonb not null)`,
  `create table delivery (
    id text primary key,
    webhook text not null,
    fact jsonb not null,
    announced_at timestamptz not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    claim text,
    claimed_until timestamptz)`,
  'create index delivery_due on delivery (webhook, due_at)',
  // PostgreSQL asks for the right to update where rows are locked.
  'grant select, insert, update, delete on announcement, delivery to stint_run',
];

export const webhooks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
