/**
 * Ending other people's access: an admin's call, at once and on record. To anybody else somebody's grant is not there; that they tried
 * stands in the audit.
 */
import type { Grant } from '../../shared/grant.ts';
import type { Person } from '../../shared/person.ts';
import type { RevokeRequestBody } from '../../shared/api-revoke.ts';
import { cleanText, LONGEST_REASON } from '../../shared/untrusted-text.ts';
import { appendAudit } from '../audit/append.ts';
import { inTransaction } from '../storage/transaction.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { findAnyGrant } from './grant-rows.ts';
import { granted, refused, type Answer } from './refusal.ts';
import { isTarget, revokeLive, type NamedScope, type RevokeScope } from './revoke-live.ts';

export interface AdminOrder {
  readonly person: Person;
  readonly scope: NamedScope;
  readonly body: RevokeRequestBody;
}

export interface Revoke {
  /** Answers the grant as it is now, also where it had ended already. */
  one(order: AdminOrder): Promise<Answer<Grant>>;
  /** Answers the ids of the grants that this call has ended. */
  many(order: AdminOrder): Promise<Answer<readonly string[]>>;
}

const NO_SUCH = {
  grant: 'There is no such grant.',
  person: 'There is no such person.',
  target: 'There is no such target.',
} as const;

export function createRevoke(deps: GrantDeps, afterCommit: AfterCommit): Revoke {
  const { db, clock, newId, profiles, identity } = deps;

  async function many(order: AdminOrder): Promise<Answer<readonly string[]>> {
    const { person, scope, body } = order;
    // SECURITY: revoke-admins-only
    if (!person.isAdmin) return refuse(order);
    const reason = cleanText(body.reason, LONGEST_REASON);
    if (reason === '') return refused('reason-required', 'Say why in a few words: the person will read it.');
    if (!(await isKnown(scope))) return refused('not-found', NO_SUCH[scope.scope]);
    const actor = { kind: 'person', id: person.id, name: person.name } as const;
    const source = body.source ?? null;
    const whole = await withAccounts(scope);
    const changes = await inTransaction(db, (tx) =>
      revokeLive(tx, profiles, { scope: whole, actor, reason, incident: newId(), at: clock.now(), source }),
    );
    await afterCommit(...changes);
    return granted(changes.map(({ grant }) => grant.id));
  }

  async function withAccounts({ scope, id }: NamedScope): Promise<RevokeScope> {
    return scope === 'person' ? { scope, id, accounts: await identity.accountsOf(id) } : { scope, id };
  }

  async function isKnown({ scope, id }: NamedScope): Promise<boolean> {
    switch (scope) {
      case 'grant':
        return (await findAnyGrant(db, id)) !== undefined;
      case 'person': {
        const row = await db.selectFrom('person').select('id').where('id', '=', id).executeTakeFirst();
        return row !== undefined;
      }
      case 'target':
        return isTarget(db, profiles, id);
    }
  }

  async function refuse({ person, scope, body }: AdminOrder): Promise<Answer<never>> {
    const isTheirs = scope.scope === 'grant' && (await findAnyGrant(db, scope.id))?.person.id === person.id;
    const answer = isTheirs
      ? refused('forbidden', 'Revoking is for admins. Release or withdraw your own grant instead.')
      : scope.scope === 'grant'
        ? refused('not-found', 'There is no such grant of yours.')
        : refused('forbidden', 'Revoking is for admins.');
    await inTransaction(db, (tx) =>
      appendAudit(tx, {
        at: clock.now(),
        actor: { kind: 'person', id: person.id, name: person.name },
        action: 'revoke-refused',
        subject: scope.id,
        details: { code: answer.refusal.code, scope: scope.scope, source: body.source ?? null },
      }),
    );
    return answer;
  }

  return {
    many,
    async one(order) {
      const ended = await many(order);
      if (!ended.ok) return ended;
      const grant = await findAnyGrant(db, order.scope.id);
      return grant === undefined ? refused('not-found', NO_SUCH.grant) : granted(grant);
    },
  };
}
