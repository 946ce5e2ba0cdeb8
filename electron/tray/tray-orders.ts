/**
 * Carries out what an entry of the tray menu orders. What the core does not tell of itself becomes a notice, because a menu has nowhere to say it.
 */
import { describeCallError, type Result } from '../../shared/result.ts';
import type { Core } from '../ports/core.ts';
import type { Notifier } from '../ports/desktop.ts';
import { followLink } from '../window/follow-link.ts';
import type { TrayOrder } from './menu-entry.ts';
import { words } from '../words.ts';

export interface TrayOrderDeps {
  readonly core: Pick<Core, 'perform' | 'goTo'>;
  readonly notifier: Pick<Notifier, 'show'>;
  readonly openWindow: () => void;
  readonly askToQuit: () => void;
}

export function createTrayOrders(deps: TrayOrderDeps): (order: TrayOrder) => void {
  return (order) => {
    void carryOut(order, deps).then((result) => {
      if (result === undefined || result.ok || result.error.kind === 'cancelled') return;
      // The core has told of a refusal itself.
      if (result.error.kind === 'refused') return;
      deps.notifier.show({
        id: 'tray-refusal',
        title: words.trouble.refused,
        body: describeCallError(result.error, words),
        urgent: false,
        onClick: deps.openWindow,
      });
    });
  };
}

async function carryOut(order: TrayOrder, deps: TrayOrderDeps): Promise<Result<unknown> | undefined> {
  const { core } = deps;
  switch (order.order) {
    case 'grant:request': {
      const { profileId, durationSeconds } = order;
      return core.perform(
        'grant:request',
        { profileId, durationSeconds, reason: '', ticket: null },
        'tray-menu',
      );
    }
    case 'grant:start':
    case 'grant:release':
    case 'grant:withdraw':
      return core.perform(order.order, { grantId: order.grantId }, 'tray-menu');
    case 'grant:extend': {
      const { grantId, durationSeconds } = order;
      return core.perform('grant:extend', { grantId, durationSeconds, reason: '' }, 'tray-menu');
    }
    case 'grant:release-all':
      return core.perform('grant:release-all', {}, 'tray-menu');
    case 'credential:copy':
      return core.perform('credential:copy', { leaseId: order.leaseId, what: order.what }, 'tray-menu');
    case 'show':
      core.goTo(order.place);
      deps.openWindow();
      return undefined;
    case 'open':
      deps.openWindow();
      return undefined;
    case 'follow-link':
      followLink(order.link, deps);
      return undefined;
    case 'quit':
      deps.askToQuit();
      return undefined;
  }
}
