/**
 * Asks the person, in a dialog of main's, before something important of theirs is asked for, started or extended. What is not important goes on
 * unasked. Approving somebody else's has a question of its own (reviewing.ts).
 */
import type { Dialogs } from '../ports/desktop.ts';
import { confirmationOf, needsConfirmation, type Planned } from './confirmations.ts';
import type { Store } from './state.ts';
import { words } from '../words.ts';

/** Whether to go on. */
export type Confirming = (planned: Omit<Planned, 'personName' | 'deviceName'>) => Promise<boolean>;

export function createConfirming(deps: {
  readonly store: Pick<Store, 'get'>;
  readonly dialogs: Dialogs;
  readonly deviceName: string;
}): Confirming {
  const { store, dialogs, deviceName } = deps;
  return async (planned) => {
    // SECURITY: main-confirms
    if (!needsConfirmation(planned.importance)) return true;
    const { session } = store.get();
    const personName = session.session === 'signed-in' ? session.person.name : words.confirm.unnamed;
    return dialogs.confirm(confirmationOf({ ...planned, personName, deviceName }));
  };
}
