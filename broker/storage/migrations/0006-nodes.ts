/**
 * What several brokers on one storage need: each is told, by NOTIFY, that there is something to look at (never what), and says which
 * grants it is at work on. Triggers, so that nobody who writes can forget to tell; what is told leaves with the commit, or never.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `create function stint_tell() returns trigger language plpgsql as $$
    begin
      perform pg_notify('stint', tg_argv[0]);
      return null;
    end $$`,
  `create function stint_tell_person() returns trigger language plpgsql as $$
    begin
      perform pg_notify('stint', 'person ' || new.person_id);
      return null;
    end $$`,
  `create trigger event_told after insert on event for each statement execute function stint_tell('events')`,
  // An end that is due earlier than it was: ordered, or found. The due instants that were set before are waited for by everybody.
  `create trigger lease_told after update of due_at on lease for each row
    when (new.due_at is not null and (old.due_at is null or new.due_at < old.due_at)) execute function stint_tell('leases')`,
  `create trigger lease_found after insert on lease for each row
    when (new.state = 'revoking') execute function stint_tell('leases')`,
  `create trigger token_told after update of revoked_at on token for each row
    when (new.revoked_at is distinct from old.revoked_at) execute function stint_tell_person()`,
  'create index lease_lately_revoked on lease (revoked_at) where revoked_at is not null',
  `create table grant_work (
    grant_id text primary key,
    claim text not null,
    claimed_until timestamptz not null)`,
  'grant select, insert, update, delete on grant_work to stint_run',
];

export const nodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
