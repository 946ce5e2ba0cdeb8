/**
 * Follows a link that another program handed over: shows the filled-in form or the one review, in the window. It never asks, starts or
 * reviews anything; what cannot be read becomes a notice.
 */
import { parseDeepLink } from '../../shared/deep-link.ts';
import type { Core } from '../ports/core.ts';
import type { Notifier } from '../ports/desktop.ts';
import { words } from '../words.ts';

export interface FollowLinkDeps {
  readonly core: Pick<Core, 'goTo'>;
  readonly notifier: Pick<Notifier, 'show'>;
  readonly openWindow: () => void;
}

export function followLink(text: string, { core, notifier, openWindow }: FollowLinkDeps): void {
  const link = parseDeepLink(text);
  switch (link.link) {
    case 'request':
      core.goTo({ place: 'request', profileId: link.profileId, prefill: link.prefill });
      openWindow();
      return;
    case 'review':
      core.goTo({ place: 'approvals', grantId: link.grantId });
      openWindow();
      return;
    case 'bad':
      notifier.show({
        id: 'link-refused',
        title: words.link.refused,
        body: words.link.refusedHow({ why: words.link.why[link.why] }),
        urgent: false,
        onClick: openWindow,
      });
  }
}
