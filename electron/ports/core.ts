/**
 * The mind of the desktop app, as its surfaces (window, tray, notices) see it: one snapshot, one way to order acts, notices to show.
 * Surfaces decide nothing; the core knows no Electron.
 */
import type { Call } from '../../shared/channels.ts';
import type { Source } from '../../shared/custody.ts';
import type { Payload } from '../../shared/ipc.ts';
import type { Answers, Result } from '../../shared/result.ts';
import type { Place, WholeSnapshot } from '../../shared/snapshot.ts';
import type { Undo } from './undo.ts';

/** Calls that order the core; the others are the window's own. */
export type Act = Exclude<Call, 'state:get' | 'window:hide' | 'logs:open'>;

/** What a button on a notice orders: exactly what the button of the same words does in menu and window. */
export type NoticeAction =
  | { readonly act: 'grant:start'; readonly label: string; readonly grantId: string }
  | {
      readonly act: 'grant:extend';
      readonly label: string;
      readonly grantId: string;
      readonly durationSeconds: number;
    };

export interface CoreNotice {
  /** The same id replaces: one notice per grant and occasion. */
  readonly id: string;
  readonly occasion:
    | 'approved'
    | 'denied'
    | 'started'
    | 'extended'
    | 'not-extended'
    | 'ends-soon'
    | 'ended'
    | 'waits-for-you'
    | 'trouble';
  /** Plain text, cleaned and short; the notifier escapes it for its own markup. */
  readonly title: string;
  readonly body: string;
  readonly urgent: boolean;
  /** Where a click on it leads. */
  readonly place: Place;
  /** Offered where the platform shows buttons on notices. Never a review. */
  readonly action: NoticeAction | null;
}

export interface Core {
  /** Recovers custody first; nothing is shown as held before. Then signs in with what is stored or at hand. */
  start(): Promise<void>;
  snapshot(): WholeSnapshot;
  onChange(listener: () => void): Undo;
  onNotice(listener: (notice: CoreNotice) => void): Undo;
  /** What the notice with this id tells of is over: it is closed where it still stands. */
  onNoticeOver(listener: (noticeId: string) => void): Undo;
  perform<A extends Act>(act: A, payload: Payload<A>, source: Source): Promise<Result<Answers[A]>>;
  /** Asks the window to show a place. */
  goTo(place: Place): void;
  /** Resume, unlock, network back: sweep at once and look for the broker again. */
  wake(): void;
  /** Wipes and releases everything; resolves when each credential is wiped or journalled as wipe-pending, at most after 10 s. */
  quit(source: Source): Promise<void>;
}
