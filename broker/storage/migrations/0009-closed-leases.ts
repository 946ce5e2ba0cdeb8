/**
 * Leases that an admin has closed by hand: nobody tries any more, and nothing says that the login is gone. Since when a lease is stuck, and who
 * closed it with what reason.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `alter table lease
    drop constraint lease_state_check,
    drop constraint lease_check,
    add column stuck_at timestamptz,
    add column closed_at timestamptz,
    add column closed_by jsonb,
    add column closed_reason text`,
  `update lease set stuck_at = now() where state = 'stuck'`,
  `alter table lease
    add constraint lease_state_check check (state in ('intended', 'active', 'revoking', 'stuck', 'revoked', 'closed')),
    add constraint lease_over check ((state in ('revoked', 'closed')) = (due_at is null)),
    add constraint lease_stuck check (state <> 'stuck' or stuck_at is not null),
    add constraint lease_closed check (
      (state = 'closed') = (closed_at is not null) and (state = 'closed') = (closed_by is not null)
      and (state = 'closed') = (closed_reason is not null))`,
  // What a broker may have closed without living to write it into the grant: read by every sweep.
  'create index lease_lately_closed on lease (closed_at) where closed_at is not null',
];

export const closedLeases: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
