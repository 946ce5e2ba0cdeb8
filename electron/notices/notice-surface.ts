/**
 * Shows the core's notices and takes back what is over. A click opens the place a notice is about; its button does exactly what the button of the
 * same words does elsewhere. It never reviews: what waits for a person is read in the window first.
 */
import type { Core, NoticeAction } from '../ports/core.ts';
import type { Notifier } from '../ports/desktop.ts';
import type { Undo } from '../ports/undo.ts';

export interface NoticeSurfaceDeps {
  readonly core: Pick<Core, 'onNotice' | 'onNoticeOver' | 'goTo' | 'perform'>;
  readonly notifier: Notifier;
  readonly openWindow: () => void;
}

export function createNoticeSurface({ core, notifier, openWindow }: NoticeSurfaceDeps): Undo {
  // What it refuses the core says by a notice of its own.
  const carryOut = (action: NoticeAction): void => {
    switch (action.act) {
      case 'grant:start':
        void core.perform('grant:start', { grantId: action.grantId }, 'notification');
        return;
      case 'grant:extend': {
        const { grantId, durationSeconds } = action;
        void core.perform('grant:extend', { grantId, durationSeconds, reason: '' }, 'notification');
      }
    }
  };
  const undos = [
    core.onNotice(({ id, title, body, urgent, place, action }) => {
      notifier.show({
        id,
        title,
        body,
        urgent,
        onClick: () => {
          core.goTo(place);
          openWindow();
        },
        button: action === null ? null : { label: action.label, onClick: () => carryOut(action) },
      });
    }),
    core.onNoticeOver((id) => notifier.close(id)),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}
