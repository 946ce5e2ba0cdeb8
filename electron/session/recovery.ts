/**
 * What the app does before anything else: reads what it knew when it last ran, has custody recover, and ends what a crash has left behind
 * that is not whole or cannot be shown. Nothing counts as held before.
 */
import type { Grant } from '../../shared/grant.ts';
import type { Custodian, Holding } from '../ports/custodian.ts';
import type { Ending } from './ending.ts';
import type { History } from './history.ts';
import type { Outbox } from './outbox.ts';
import type { Preferences } from './preferences.ts';
import type { Store } from './state.ts';

export async function recover(deps: {
  readonly store: Store;
  readonly custodian: Pick<Custodian, 'recover' | 'holdings'>;
  readonly preferences: Pick<Preferences, 'load'>;
  readonly outbox: Pick<Outbox, 'load'>;
  readonly history: Pick<History, 'load'>;
  readonly ending: Pick<Ending, 'finish' | 'endHere'>;
  readonly onHeld: (grantId: string) => void;
}): Promise<void> {
  const { store, custodian, ending } = deps;
  await Promise.all([deps.preferences.load(), deps.outbox.load()]);
  const known = await deps.history.load();
  const told = known.map((grant) => [grant.id, { grant, serverNow: 0, offsetMs: 0 }] as const);
  store.change({ grants: new Map(told) });
  await custodian.recover();
  const held = custodian.holdings().filter(({ custody }) => custody.custody === 'held');
  const broken = new Set(held.map(({ grantId }) => grantId));
  for (const grant of known) {
    if (isWhole(grant, held)) {
      broken.delete(grant.id);
      deps.onHeld(grant.id);
    } else if (!broken.has(grant.id)) ending.finish(grant.id, 'sweep');
  }
  await Promise.all([...broken].map((grantId) => ending.endHere(grantId, 'sweep', true)));
}

/** Each of its credentials is held. */
function isWhole(grant: Grant, held: readonly Holding[]): boolean {
  const leases = grant.status === 'active' ? grant.leases : [];
  return leases.length > 0 && leases.every(({ id }) => held.some(({ leaseId }) => leaseId === id));
}
