/** One item that waits for this person's review: everything to judge it by, and the three answers. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import type { InboxItem } from '../../shared/inbox.ts';
import { Bar } from '../components/bar.tsx';
import { WarningIcon } from '../components/icons.tsx';
import { ImportanceTag } from '../components/importance-tag.tsx';
import { When } from '../components/when.tsx';
import { useNow } from '../store/stint.tsx';
import { asksFor } from '../words/approval-words.ts';
import { initials } from '../words/people.ts';
import { ago } from '../words/times.ts';
import { ReviewActions } from './review-actions.tsx';
import { ReviewFacts } from './review-facts.tsx';
import type { GiveReview } from './use-reviewing.ts';
import { keyOf } from './vanished.ts';
import { words } from '../words/words.ts';

export interface ReviewCardProps {
  readonly item: InboxItem;
  /** An act of ours on it is under way. */
  readonly waits: boolean;
  readonly refusal: string | null;
  readonly onGive: GiveReview;
}

export function ReviewCard({ item, waits, refusal, onGive }: ReviewCardProps): ReactElement {
  const { grant } = item;
  const nameId = useId();
  const now = useNow(60_000);
  return (
    <article
      className="card review-card"
      aria-labelledby={nameId}
      aria-busy={waits}
      tabIndex={-1}
      data-key={keyOf(item)}
      data-grant={grant.id}
    >
      <div className="review-top">
        <span className="avatar" aria-hidden="true">
          {initials(grant.person.name)}
        </span>
        <div className="text">
          <h3 id={nameId} className="name clamp" title={grant.profileName}>
            {grant.profileName}
          </h3>
          <p className="sub num">
            <strong className="who">{grant.person.name}</strong> {asksFor(item, now)}
            {grant.status !== 'ended' && (
              <>
                {' · '}
                <When at={item.askedAt} say={ago} />
              </>
            )}
          </p>
        </div>
        <ImportanceTag
          importance={grant.importance}
          words={words.importance[grant.importance]}
          title={words.approvals.importanceTitle}
        />
      </div>
      {item.reason === '' ? (
        <p className="muted small">{words.approvals.reasonMissing}</p>
      ) : (
        <blockquote className="reason selectable">“{item.reason}”</blockquote>
      )}
      <ReviewFacts item={item} />
      {refusal !== null && (
        <Bar tone="bad" alert icon={<WarningIcon />}>
          {refusal}
        </Bar>
      )}
      <ReviewActions item={item} waits={waits} onGive={onGive} />
    </article>
  );
}
