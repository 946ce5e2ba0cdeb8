/** Whose a grant is, asked before anybody waits for it or claims it: to everybody else it is not there, and they hold nobody up. */
import type { Person } from '../../shared/person.ts';
import type { GrantDeps } from './grant-deps.ts';
import { findGrant } from './grant-rows.ts';
import { refused, type Answer } from './refusal.ts';

/** Does it only where the grant is theirs. Nothing is locked: whoever goes on looks again. */
export async function onOwnGrant<T>(
  { db }: Pick<GrantDeps, 'db'>,
  { person, grantId }: { readonly person: Person; readonly grantId: string },
  work: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  // SECURITY: own-grant-before-claim
  if ((await findGrant(db, grantId, person.id)) === undefined)
    return refused('not-found', 'There is no such grant of yours.');
  return work();
}
