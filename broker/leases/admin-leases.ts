/** What admins see of leases, and closing a stuck one by hand. To anybody else there is nothing to see. It never holds a credential. */
import { sql, type Kysely } from 'kysely';
import type { CloseRequestBody, LeaseReport } from '../../shared/api-lease.ts';
import type { Person, PersonName } from '../../shared/person.ts';
import { cleanText, LONGEST_REASON } from '../../shared/untrusted-text.ts';
import { appendAudit } from '../audit/append.ts';
import { granted, refused, type Answer } from '../grants/refusal.ts';
import type { Clock } from '../ports/clock.ts';
import type { LeaseKeeper } from '../ports/lease-keeper.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';
import type { LeaseRowState } from './lease-row.ts';

const LONGEST_LIST = 200;
const LONGEST_TROUBLE = 1000;

export interface CloseCall {
  readonly person: Person;
  readonly leaseId: string;
  readonly body: CloseRequestBody;
}

export interface AdminLeases {
  list(
    person: Person,
    state: LeaseReport['state'] | undefined,
  ): Promise<Answer<{ readonly leases: readonly LeaseReport[]; readonly more: boolean }>>;
  close(call: CloseCall): Promise<Answer<LeaseReport>>;
}

const NO_SUCH = refused('not-found', 'There is no such lease.');
const NOT_STUCK = refused(
  'wrong-status',
  'Only a stuck lease is closed by hand. This one is live, is just being taken back, or has been.',
);

export function createAdminLeases(deps: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly leaseKeeper: Pick<LeaseKeeper, 'close'>;
}): AdminLeases {
  const { db, clock, leaseKeeper } = deps;

  async function refuse({ person, leaseId, body }: CloseCall): Promise<Answer<never>> {
    await inTransaction(db, (tx) =>
      appendAudit(tx, {
        at: clock.now(),
        actor: { kind: 'person', id: person.id, name: person.name },
        action: 'close-refused',
        subject: leaseId,
        details: { source: body.source ?? null },
      }),
    );
    return refused('forbidden', 'Closing a lease by hand is for admins.');
  }

  return {
    async list(person, state) {
      if (!person.isAdmin) return refused('forbidden', 'Looking at leases is for admins.');
      const states: readonly LeaseRowState[] =
        state === undefined ? ['intended', 'active', 'revoking', 'stuck'] : [state];
      const found = await read(db, { states, most: LONGEST_LIST + 1 });
      return granted({ leases: found.slice(0, LONGEST_LIST), more: found.length > LONGEST_LIST });
    },

    async close(call) {
      const { person, leaseId, body } = call;
      // SECURITY: lease-close-admins-only
      if (!person.isAdmin) return refuse(call);
      const reason = cleanText(body.reason, LONGEST_REASON);
      if (reason === '') return refused('reason-required', 'Say why in a few words: the receipt repeats it.');
      const by = { id: person.id, name: person.name };
      const outcome = await leaseKeeper.close({ leaseId, by, reason, source: body.source ?? null });
      switch (outcome) {
        case 'unknown':
          return NO_SUCH;
        case 'not-stuck':
          return NOT_STUCK;
        case 'closed':
        case 'closed-before': {
          const [lease] = await read(db, { id: leaseId, states: ['closed'], most: 1 });
          return lease === undefined ? NOT_STUCK : granted(lease);
        }
      }
    },
  };
}

async function read(
  db: Kysely<Database>,
  which: { readonly id?: string; readonly states: readonly LeaseRowState[]; readonly most: number },
): Promise<readonly LeaseReport[]> {
  let query = db
    .selectFrom('lease')
    .leftJoin('grants', 'grants.id', 'lease.grant_id')
    .selectAll('lease')
    .select([
      sql<PersonName | null>`grants.document->'person'`.as('person'),
      sql<string | null>`grants.document->>'profileName'`.as('profile_name'),
    ])
    .where('lease.state', 'in', which.states)
    .orderBy('lease.id')
    .limit(which.most);
  if (which.id !== undefined) query = query.where('lease.id', '=', which.id);
  const rows = await query.execute();
  return rows.flatMap((row) =>
    row.state === 'revoked'
      ? []
      : [
          {
            id: row.id,
            grantId: row.grant_id,
            person: row.person,
            profileName: row.profile_name,
            targetId: row.target_id,
            targetName: row.entitlement.targetName,
            account: row.account,
            state: row.state,
            expiresAt: row.expires_at,
            attempts: row.attempts,
            trouble: row.trouble === null ? null : cleanText(row.trouble, LONGEST_TROUBLE),
            nextTryAt: row.state === 'revoking' || row.state === 'stuck' ? row.due_at : null,
            stuckAt: row.stuck_at,
          },
        ],
  );
}
