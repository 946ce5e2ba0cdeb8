/**
 * How long what is held here still lasts, as people are told and may have it: the warnings before the end, and a later end that was asked for.
 * Custody keeps the end itself.
 */
import { extensionOffer } from '../../shared/extension-offer.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Custodian } from '../ports/custodian.ts';
import type { Announcing } from './announcing.ts';
import { createExtending, type Extending } from './extending.ts';
import { extendedNotice } from './extension-notices.ts';
import type { History } from './history.ts';
import { toLocalGrant } from './local-time.ts';
import { endsSoonNotice, endsSoonNoticeId } from './notices.ts';
import type { ProfileList } from './profile-list.ts';
import { createWarnings, type Warnings } from './warnings.ts';
import { words } from '../words.ts';

export interface Lasting extends Extending, Pick<Warnings, 'watch' | 'recheck' | 'replan'> {
  /** It is over here. */
  over(grantId: string): void;
}

type ExtendingDeps = Parameters<typeof createExtending>[0];

export function createLasting(
  deps: Omit<ExtendingDeps, 'onExtended' | 'onNotKept' | 'custodian' | 'clock'> & {
    readonly clock: Clock;
    readonly custodian: Pick<Custodian, 'holdings' | 'extend' | 'remainingMs'>;
    readonly profiles: Pick<ProfileList, 'find'>;
    readonly history: Pick<History, 'hold'>;
    readonly announcing: Announcing;
    /** The held end has moved: what the broker told last may be earlier again. */
    readonly recheckHeld: (grantId: string) => void;
  },
): Lasting {
  const { store, custodian, clock, profiles, history, announcing } = deps;

  const warnings = createWarnings({
    clock,
    minutes: () => store.get().settings.warnBeforeMinutes,
    remainingMs: (grantId) => custodian.remainingMs(grantId),
    warn(grantId, leftMs) {
      const told = store.get().grants.get(grantId);
      if (told === undefined) return;
      const offer = extensionOffer(told.grant, profiles.find(told.grant.profileId));
      announcing.notify(endsSoonNotice(told.grant, leftMs, offer));
    },
  });
  const extending = createExtending({
    ...deps,
    onExtended(grant) {
      // Also after a crash it is shown as long as it is held.
      history.hold(toLocalGrant(grant, store.get().offsetMs));
      warnings.watch(grant.id);
      announcing.takeBack(endsSoonNoticeId(grant.id));
      announcing.notify(extendedNotice(grant, custodian.remainingMs(grant.id)));
      deps.recheckHeld(grant.id);
    },
    onNotKept(grant: Grant) {
      announcing.trouble(
        `extend:${grant.id}`,
        words.notice.notExtended({ profile: grant.profileName }),
        words.copying.notKept,
      );
    },
  });

  return {
    ...extending,
    watch: (grantId) => warnings.watch(grantId),
    recheck: () => warnings.recheck(),
    replan: () => warnings.replan(),
    over(grantId) {
      warnings.forget(grantId);
      extending.forget(grantId);
      announcing.takeBack(endsSoonNoticeId(grantId));
    },
  };
}
