/** What SSH leases need again after a crash: whose key it is, where it came from, the certificate that is good now. All of it is public. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `alter table lease add column requester jsonb not null default '{"address": null, "sshPublicKey": null}'`,
  'alter table lease add column certificate text',
];

export const ssh: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
