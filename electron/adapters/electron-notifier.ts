/**
 * Notices of the desktop. A desktop without a notification server is no fault: the tray and the window say the same.
 */
import { Notification } from 'electron';
import { cleanText } from '../../shared/untrusted-text.ts';
import { forNoticeBody } from '../hardening/plain-words.ts';
import type { Notifier } from '../ports/desktop.ts';

export interface ElectronNotifierDeps {
  readonly platform: NodeJS.Platform;
}

const LONGEST_TITLE = 80;
const LONGEST_BODY = 240;
/** Where Electron shows buttons on notices. */
const BUTTONS: readonly NodeJS.Platform[] = ['darwin', 'win32'];

export function createElectronNotifier({ platform }: ElectronNotifierDeps): Notifier {
  // Kept while shown: a notification that is collected does not tell of clicks.
  const shown = new Map<string, Notification>();
  const close = (id: string): void => {
    shown.get(id)?.close();
    shown.delete(id);
  };
  return {
    show: ({ id, title, body, urgent, onClick, button = null }) => {
      close(id);
      if (!Notification.isSupported()) return;
      const notice = new Notification({
        title: cleanText(title, LONGEST_TITLE),
        body: forNoticeBody(body, LONGEST_BODY, platform),
        urgency: urgent ? 'critical' : 'normal',
        silent: !urgent,
        ...(button !== null && BUTTONS.includes(platform)
          ? { actions: [{ type: 'button', text: button.label } as const] }
          : {}),
      });
      const forget = (): void => {
        if (shown.get(id) === notice) shown.delete(id);
      };
      notice.on('click', () => {
        forget();
        onClick();
      });
      notice.on('action', () => {
        forget();
        button?.onClick();
      });
      notice.on('close', forget);
      // Without a server on Linux `isSupported` says yes all the same, and this follows.
      notice.on('failed', forget);
      shown.set(id, notice);
      notice.show();
    },
    close,
  };
}
