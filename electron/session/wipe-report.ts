/**
 * What people learn when a grant is over here: the receipt at once, "wiped" only when each read-back found nothing, trouble when the keychain refuses.
 * Reads proofs; never touches a credential.
 */
import type { Source } from '../../shared/custody.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Receipt, WipeProof } from '../../shared/receipt.ts';
import type { CoreNotice } from '../ports/core.ts';
import type { Custodian } from '../ports/custodian.ts';
import type { History } from './history.ts';
import { toLocalGrant } from './local-time.ts';
import { wipedNotice, wipePendingNotice } from './notices.ts';
import type { Store } from './state.ts';

export interface WipeReport {
  ended(grantId: string, source: Source, at: Instant): void;
  /** Custody has changed: bring the receipts up to date. */
  refresh(): void;
}

export function createWipeReport(deps: {
  readonly store: Store;
  readonly custodian: Pick<Custodian, 'proofs'>;
  readonly history: History;
  readonly notify: (notice: CoreNotice) => void;
}): WipeReport {
  const { store, custodian, history } = deps;
  /** Ended here, and not said to be wiped yet. */
  const unsaid = new Set<string>();
  const troubled = new Set<string>();

  function say(receipt: Receipt): void {
    const { grant, wipes } = receipt;
    if (!unsaid.has(grant.id) || wipes.length === 0) return;
    if (wipes.every(({ custody }) => custody.custody === 'wiped')) {
      unsaid.delete(grant.id);
      if (receipt.endedBy !== 'quit') deps.notify(wipedNotice(grant, wipes));
      return;
    }
    const stuck = wipes.map(({ custody }) => custody).find((one) => one.custody === 'wipe-pending');
    if (stuck?.custody === 'wipe-pending' && !troubled.has(grant.id)) {
      troubled.add(grant.id);
      deps.notify(wipePendingNotice(grant, stuck.sentence));
    }
  }

  return {
    ended(grantId, source, at) {
      const told = store.get().grants.get(grantId);
      if (told === undefined) return;
      const grant = toLocalGrant(told.grant, told.offsetMs);
      const receipt = { grant, wipes: custodian.proofs(grantId), endedBy: source, endedHereAt: at };
      unsaid.add(grantId);
      history.record([receipt]);
      say(receipt);
    },
    refresh() {
      for (const receipt of store.get().receipts) {
        if (receipt.wipes.every(isWiped) && !unsaid.has(receipt.grant.id)) continue;
        const wipes = custodian.proofs(receipt.grant.id);
        if (wipes.length === 0 || same(wipes, receipt.wipes)) continue;
        const next = { ...receipt, wipes };
        history.record([next]);
        say(next);
      }
    },
  };
}

function isWiped({ custody }: WipeProof): boolean {
  return custody.custody === 'wiped';
}

function same(a: readonly WipeProof[], b: readonly WipeProof[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
