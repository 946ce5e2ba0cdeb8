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

export function createElectronNotifier({ platform }: ElectronNotifierDeps): Notifier {
  // Kept while shown: a notification that is collected does not tell of clicks.
  const shown = new Map<string, Notification>();
  const close = (id: string): void => {
    shown.get(id)?.close();
    shown.delete(id);
  };
  return {
    show: ({ id, title, body, urgent, onClick }) => {
      close(id);
      if (!Notification.isSupported()) return;
      const notice = new Notification({
        title: cleanText(title, LONGEST_TITLE),
        body: forNoticeBody(body, LONGEST_BODY, platform),
        urgency: urgent ? 'critical' : 'normal',
        silent: !urgent,
      });
      const forget = (): void => {
        if (shown.get(id) === notice) shown.delete(id);
      };
      notice.on('click', () => {
        forget();
        onClick();
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
