/** Ending a grant early: releasing what was started, withdrawing what was not. Doing it twice is no error: it has ended. */
import type { Source } from '../../shared/custody.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Person } from '../../shared/person.ts';
import { inTransaction } from '../storage/transaction.ts';
import { applyEvent } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { lockGrant } from './grant-rows.ts';
import { granted, refused, type Answer } from './refusal.ts';

export interface EndOrder {
  readonly person: Person;
  readonly grantId: string;
  readonly source: Source;
}

const INSTEAD = {
  released: 'This grant has not been started; withdraw it instead.',
  withdrawn: 'This grant has been started; release it instead.',
} as const;

export function createEnd(
  { db, clock }: GrantDeps,
  afterCommit: AfterCommit,
  event: keyof typeof INSTEAD,
): (order: EndOrder) => Promise<Answer<Grant>> {
  return async ({ person, grantId, source }) => {
    const outcome = await inTransaction(db, async (tx) => {
      const grant = await lockGrant(tx, grantId, person.id);
      if (grant === undefined) return undefined;
      const change = await applyEvent(
        tx,
        grant,
        { event, at: clock.now() },
        { actor: { kind: 'person', id: person.id, name: person.name }, details: { source } },
      );
      return { grant, change };
    });
    if (outcome === undefined) return refused('not-found', 'There is no such grant of yours.');
    const { grant, change } = outcome;
    if (change !== undefined) {
      await afterCommit(change);
      return granted(change.grant);
    }
    return grant.status === 'ended' ? granted(grant) : refused('wrong-status', INSTEAD[event]);
  };
}
