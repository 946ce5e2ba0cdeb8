/** The desktop around the app: clipboard, notices, dialogs, tray. Thin, so that everything that decides can be tested without Electron. */
import type { Undo } from './undo.ts';

export interface SecretClipboard {
  /** Puts a secret on the clipboard, marked as secret for clipboard histories. Undone by `clear` if it is still ours. */
  put(text: string): Promise<void>;
  clear(): Promise<void>;
}

export interface NoticeText {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly urgent: boolean;
  readonly onClick: () => void;
  /** Left out where the platform shows no buttons on notices. */
  readonly button?: NoticeButton | null;
}

export interface NoticeButton {
  readonly label: string;
  readonly onClick: () => void;
}

export interface Notifier {
  show(notice: NoticeText): void;
  /** Nothing where it does not stand any more. */
  close(id: string): void;
}

export interface Confirmation {
  readonly title: string;
  readonly detail: string;
  readonly confirmLabel: string;
  readonly cancelLabel: string;
}

export interface Dialogs {
  /** A native dialog whose default and escape are "no". */
  confirm(confirmation: Confirmation): Promise<boolean>;
}

/** Whether the app starts when its user logs in. */
export interface LoginItem {
  /** Nothing where it stands like that already. */
  set(startAtLogin: boolean): void;
}

export interface PowerEvents {
  /** Resume from sleep, screen unlock, network back: time to sweep. */
  onWake(run: () => void): Undo;
  /** Suspend, screen lock (which Linux does not tell). */
  onRest(run: (why: 'sleep' | 'lock') => void): Undo;
  /** The session ends: the OS waits a short while. */
  onShutdown(run: () => Promise<void>): Undo;
}
