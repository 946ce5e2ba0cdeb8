/** After a start: when profiles or accounts are not what they were at the last one, everybody's desktop is told to ask again. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { appendAudit } from '../audit/append.ts';
import { appendEvents } from '../events/event-rows.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';
import type { LocalAccount } from './people.ts';

/** A map is written by its entries. */
function toPlain(rule: ProfileRule): object {
  return { ...rule, environments: [...rule.environments] };
}

const FACT = 'profiles-digest';

export async function noteProfiles(
  db: Kysely<Database>,
  now: {
    readonly rules: readonly ProfileRule[];
    readonly accounts: readonly LocalAccount[];
    /** Their version. */
    readonly policies: string;
    readonly at: Instant;
  },
): Promise<void> {
  const { rules, accounts, policies, at } = now;
  const value = createHash('sha256')
    .update(JSON.stringify({ rules: rules.map(toPlain), accounts, policies }))
    .digest('hex');
  await inTransaction(db, async (tx) => {
    const known = await tx.selectFrom('fact').select('value').where('name', '=', FACT).executeTakeFirst();
    if (known?.value === value) return;
    await tx
      .insertInto('fact')
      .values({ name: FACT, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
    await appendAudit(tx, {
      at,
      actor: { kind: 'broker' },
      action: 'configuration-changed',
      subject: 'profiles',
      details: { digest: value, profiles: rules.length, accounts: accounts.length, policies },
    });
    await appendEvents(tx, [{ kind: 'profiles-changed', at }]);
  });
}
