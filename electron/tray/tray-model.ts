/**
 * Everything the tray shows, decided in one pure step: icon, words and menu. Painting it is the adapter's work; nothing is done here.
 */
import type { Instant } from '../../shared/instant.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { forMenu } from '../hardening/plain-words.ts';
import { elevateEntries } from './elevate-entries.ts';
import { activeEntries, approvalEntries, approvedEntries, waitingEntries } from './grant-entries.ts';
import { item, joinSections, type MenuEntry } from './menu-entry.ts';
import { heldGrants, trayState, type TrayState } from './tray-state.ts';
import { words } from '../words.ts';

export interface TrayModel extends TrayState {
  readonly menu: readonly MenuEntry[];
}

const LONGEST_STATUS = 64;

export function trayModel(snapshot: Snapshot, now: Instant): TrayModel {
  const isOnline = snapshot.connection.connection === 'connected';
  return {
    ...trayState(snapshot, now),
    menu: joinSections([
      statusEntries(snapshot),
      activeEntries(snapshot, now, isOnline),
      approvedEntries(snapshot, isOnline),
      waitingEntries(snapshot, isOnline),
      approvalEntries(snapshot),
      elevateEntries(snapshot, isOnline),
      heldGrants(snapshot, now).length > 0
        ? [item(words.tray.releaseAll, { order: 'grant:release-all' })]
        : [],
      [item(words.tray.open, { order: 'open' }), item(words.tray.quit, { order: 'quit' })],
    ]),
  };
}

function statusEntries(snapshot: Snapshot): readonly MenuEntry[] {
  const troubles = snapshot.troubles.map(({ sentence }) =>
    item(`⚠ ${forMenu(sentence, LONGEST_STATUS)}`, { order: 'open' }),
  );
  return [...troubles, ...sessionEntries(snapshot)];
}

function sessionEntries(snapshot: Snapshot): readonly MenuEntry[] {
  switch (snapshot.session.session) {
    case 'signed-out':
      return [item(words.tray.signIn, { order: 'show', place: { place: 'access' } })];
    case 'signing-in':
      return [{ kind: 'heading', label: words.tray.signingIn }];
    case 'signed-in':
      break;
  }
  switch (snapshot.connection.connection) {
    case 'connected':
      return [];
    case 'connecting':
      return [{ kind: 'heading', label: words.tray.connecting }];
    case 'offline':
      return [{ kind: 'heading', label: words.tray.offline }];
  }
}
