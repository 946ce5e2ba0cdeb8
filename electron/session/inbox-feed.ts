/**
 * What waits for this person's review, as the broker tells it: into the state, and one notice for each that is new or is reminded of. A notice whose request
 * was decided by another or is gone is taken back. It reviews nothing.
 */
import { EMPTY_INBOX, type Inbox, type InboxItem } from '../../shared/inbox.ts';
import type { Timed } from '../ports/broker-client.ts';
import type { Announcing } from './announcing.ts';
import { toLocalInbox } from './local-time.ts';
import { manyWaitNotice, MANY_WAIT, waitsForYouNotice, waitsNoticeId } from './review-notices.ts';
import type { Store } from './state.ts';

export interface InboxFeed {
  readonly onInbox: (inbox: Timed<Inbox>) => void;
  /** A stream has opened: it tells all anew, and by the clock its broker has now. */
  readonly onStream: () => void;
  /** Another person or broker, nobody, or somebody who may approve nothing. */
  readonly clear: () => void;
}

/** More than these at once, and one notice says how many. */
const MOST_NOTICES = 3;

export function createInboxFeed(deps: {
  readonly store: Store;
  readonly announcing: Pick<Announcing, 'notify' | 'takeBack'>;
}): InboxFeed {
  const { store, announcing } = deps;
  /** The latest telling of this stream. */
  let toldAt = 0;
  /** By grant, what a notice was shown for. */
  const said = new Map<string, string>();
  let saidMany = false;

  function forget(grantId: string): void {
    said.delete(grantId);
    announcing.takeBack(waitsNoticeId(grantId));
  }

  function say(waiting: readonly InboxItem[]): void {
    const ids = new Set(waiting.map(({ grant }) => grant.id));
    for (const grantId of [...said.keys()]) if (!ids.has(grantId)) forget(grantId);
    const fresh = waiting.filter((item) => said.get(item.grant.id) !== saidOf(item));
    for (const item of fresh) said.set(item.grant.id, saidOf(item));
    if (fresh.length > MOST_NOTICES) {
      saidMany = true;
      announcing.notify(manyWaitNotice(fresh.length));
    } else for (const item of fresh) announcing.notify(waitsForYouNotice(item));
    if (waiting.length > 0 || !saidMany) return;
    saidMany = false;
    announcing.takeBack(MANY_WAIT);
  }

  return {
    onInbox({ value, serverNow, sent }) {
      if (serverNow < toldAt) return;
      toldAt = serverNow;
      store.change({ inbox: toLocalInbox(value, serverNow - sent.wallAt), inboxTold: true });
      say(value.waiting);
    },
    onStream: () => void (toldAt = 0),
    clear() {
      toldAt = 0;
      store.change({ inbox: EMPTY_INBOX, inboxTold: false, reviewing: [] });
      say([]);
    },
  };
}

/** A reminder is worth another notice. */
function saidOf({ digest, remindedAt }: InboxItem): string {
  return remindedAt === undefined ? digest : `${digest} again`;
}
