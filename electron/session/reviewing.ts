/**
 * A person's review of what waits for them: approve, shorten or deny, of exactly what was shown, by hand in the window and nowhere else. What is
 * important is confirmed by main. It decides nothing itself: the broker counts the review, or says who was first.
 */
import { reviewRequest } from '../../shared/api-review.ts';
import type { Source } from '../../shared/custody.ts';
import type { Grant } from '../../shared/grant.ts';
import type { InboxItem } from '../../shared/inbox.ts';
import type { Payload } from '../../shared/ipc.ts';
import type { Result } from '../../shared/result.ts';
import type { Session } from '../../shared/snapshot.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { BrokerError } from '../ports/broker-client.ts';
import type { Dialogs } from '../ports/desktop.ts';
import type { BrokerLink } from './broker-link.ts';
import { needsConfirmation } from './confirmations.ts';
import { createOnce } from './once.ts';
import { brokerSentence, CANCELLED, DONE, refuse, refuseByBroker, type Refusal } from './outcome.ts';
import { reviewConfirmation } from './review-confirmation.ts';
import type { Store } from './state.ts';
import { words } from '../words.ts';

type Given = Payload<'review:give'>;

export interface Reviewing {
  give(given: Given, source: Source): Promise<Result<null>>;
}

export function createReviewing(deps: {
  readonly store: Store;
  readonly link: BrokerLink;
  readonly dialogs: Dialogs;
  readonly onError: (error: BrokerError) => void;
}): Reviewing {
  const { store, link } = deps;
  const reviews = createOnce<Result<null>>();

  /** What is waited for now, exactly as it was shown; or why it cannot be reviewed. */
  function find({ grantId, digest }: Given): InboxItem | Refusal {
    const { inbox, session } = store.get();
    const item = inbox.waiting.find(({ grant }) => grant.id === grantId);
    if (item === undefined) return refuse(handledBy(inbox.decided, grantId, session) ?? words.review.gone);
    if (session.session !== 'signed-in') return refuse(words.review.signIn);
    // SECURITY: review-as-shown
    if (item.digest !== digest) return refuse(words.review.changed);
    if (item.grant.person.id === session.person.id) return refuse(words.review.own);
    return item;
  }

  async function give(given: Given, source: Source): Promise<Result<null>> {
    const item = find(given);
    if ('ok' in item) return item;
    const { grantId, digest, verdict, durationSeconds } = given;
    const comment = given.comment?.trim() ?? '';
    if (verdict === 'deny' && comment === '') return refuse(words.review.whyNot, 'comment');
    const seconds = verdict === 'deny' ? null : durationSeconds;
    if (seconds !== null && seconds > item.durationSeconds) {
      return refuse(words.review.notLonger, 'duration');
    }
    const body = reviewRequest.safeParse({
      digest,
      verdict,
      ...(comment === '' ? {} : { comment }),
      ...(seconds === null || seconds === item.durationSeconds ? {} : { durationSeconds: seconds }),
      source,
    });
    if (!body.success) {
      const [issue] = body.error.issues;
      if (issue?.path[0] === 'durationSeconds') return refuse(words.act.chooseDuration, 'duration');
      return refuse(issue?.message ?? '', 'comment');
    }
    const to = link.get();
    if (to === null) return refuse(words.review.signIn);

    // What is looked at afterwards is given by nobody: there is nothing to confirm.
    const gives = verdict === 'approve' && item.asks !== 'afterwards';
    if (gives && needsConfirmation(item.grant.importance)) {
      const confirmation = reviewConfirmation(item, seconds ?? item.durationSeconds);
      // SECURITY: main-confirms
      if (!(await deps.dialogs.confirm(confirmation))) return CANCELLED;
      // The dialog may have stood for long.
      const still = find(given);
      if ('ok' in still) return still;
      if (link.get() !== to) return refuse(words.review.left);
    }
    const answer = await to.client.review(grantId, body.data);
    if (!answer.ok) {
      deps.onError(answer.error);
      return refuseReview(answer.error);
    }
    if (link.get() === to) drop(item);
    return DONE;
  }

  /** Reviewed: it waits for this person no more, whatever the others do. The broker's next telling says the same. */
  function drop({ grant, digest }: InboxItem): void {
    const { inbox } = store.get();
    const waiting = inbox.waiting.filter((each) => each.grant.id !== grant.id || each.digest !== digest);
    store.change({ inbox: { ...inbox, waiting } });
  }

  function refuseReview(error: BrokerError): Refusal {
    // The broker says who was first, and when.
    const isHandled = error.kind === 'problem' && error.problem.code === 'already-decided';
    return isHandled
      ? refuse(words.review.handledAlready({ sentence: brokerSentence(error) }))
      : refuseByBroker(error);
  }

  return {
    async give(given, source) {
      // SECURITY: review-by-hand. A notice, a menu or a link shows it; only who has it before them in the window decides.
      if (source !== 'window') return refuse(words.review.openIt);
      const { grantId } = given;
      const name = JSON.stringify(given);
      const { reviewing } = store.get();
      if (reviewing.includes(grantId) && !reviews.isUnderWay(name)) return refuse(words.review.underWay);
      return reviews.run(name, async () => {
        store.change({ reviewing: [...reviewing, grantId] });
        try {
          return await give(given, source);
        } finally {
          store.change({ reviewing: store.get().reviewing.filter((each) => each !== grantId) });
        }
      });
    },
  };
}

/** "Handled by …" where the broker has told who decided. */
function handledBy(decided: readonly Grant[], grantId: string, session: Session): string | null {
  const grant = decided.find(({ id }) => id === grantId);
  if (grant === undefined) return null;
  if (grant.status === 'ended' && grant.why === 'withdrawn') return words.review.withdrawn;
  if (grant.status === 'ended' && grant.why === 'lapsed') return words.review.lapsed;
  if ('afterwards' in grant && grant.afterwards !== undefined) return words.review.lookedAt;
  const extension = 'extensions' in grant ? grant.extensions.at(-1) : undefined;
  const last = extension?.reviews.at(-1) ?? grant.reviews.at(-1);
  if (last === undefined) return null;
  const approved = last.verdict === 'approve';
  const isMine = session.session === 'signed-in' && session.person.id === last.by.id;
  if (isMine) return approved ? words.review.youApproved : words.review.youDenied;
  const name = cleanText(last.by.name, 80);
  return approved ? words.review.approvedBy({ name }) : words.review.deniedBy({ name });
}
