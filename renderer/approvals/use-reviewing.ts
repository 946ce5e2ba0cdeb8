/**
 * Giving a review, and what is said of it: a refusal beside its item, and who was faster where an item left the list by itself.
 * Main asks once more where it matters; a review that was not confirmed changes nothing here.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { InboxItem } from '../../shared/inbox.ts';
import type { Payload } from '../../shared/ipc.ts';
import { describeCallError, type CallError } from '../../shared/result.ts';
import { useSay, useSnapshot, useStint } from '../store/stint.tsx';
import { keyOf, vanished, type Notice } from './vanished.ts';
import { words } from '../words/words.ts';

export type Verdict = Pick<Payload<'review:give'>, 'verdict' | 'comment' | 'durationSeconds'>;
/** Answers `null` once it is given, or why not. */
export type GiveReview = (item: InboxItem, verdict: Verdict) => Promise<CallError | null>;

export interface Reviewing {
  readonly notices: readonly Notice[];
  readonly give: GiveReview;
  readonly tell: (notice: Notice) => void;
  readonly dismiss: (key: string) => void;
}

export function useReviewing(): Reviewing {
  const { act } = useStint();
  const say = useSay();
  const inbox = useSnapshot((snapshot) => snapshot.inbox);
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const mine = useRef(new Set<string>());
  const before = useRef(inbox.waiting);

  const dismiss = useCallback(
    (key: string) => setNotices((now) => now.filter((notice) => notice.key !== key)),
    [],
  );
  const tell = useCallback(
    (notice: Notice) => setNotices((now) => [...now.filter(({ key }) => key !== notice.key), notice]),
    [],
  );

  useEffect(() => {
    const gone = vanished(before.current, inbox, mine.current);
    before.current = inbox.waiting;
    for (const { item, sentence } of gone) {
      say(sentence ?? words.approvals.noLongerAloud({ profile: item.grant.profileName }));
      // What the broker said of a review that came too late stays: it says who was first, too.
      if (sentence !== null)
        setNotices((now) =>
          now.some(({ key }) => key === keyOf(item)) ? now : [...now, { key: keyOf(item), sentence }],
        );
    }
  }, [inbox, say]);

  const give = useCallback<GiveReview>(
    async (item, verdict) => {
      const key = keyOf(item);
      dismiss(key);
      // Before the answer: the inbox without this item may come first.
      mine.current.add(key);
      const answer = await act('review:give', { grantId: item.grant.id, digest: item.digest, ...verdict });
      if (answer.ok) {
        say(doneAloud(item, verdict));
        return null;
      }
      mine.current.delete(key);
      const { error } = answer;
      if (error.kind !== 'cancelled' && !(error.kind === 'refused' && error.field === 'comment'))
        tell({ key, sentence: describeCallError(error, words) });
      return error;
    },
    [act, say, tell, dismiss],
  );
  return { notices, give, tell, dismiss };
}

function doneAloud({ asks, grant }: InboxItem, { verdict }: Verdict): string {
  const of = { profile: grant.profileName, person: grant.person.name };
  if (asks === 'afterwards')
    return verdict === 'approve' ? words.afterwards.fineAloud(of) : words.afterwards.objectedAloud(of);
  return verdict === 'approve' ? words.approvals.approvedAloud(of) : words.approvals.deniedAloud(of);
}
