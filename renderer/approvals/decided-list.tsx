/** What was decided lately of all this person was asked about, by whomever. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import type { Grant } from '../../shared/grant.ts';
import { useNow } from '../store/stint.tsx';
import { decidedTag, decisionWords } from '../words/approval-words.ts';
import { fullInstant } from '../words/times.ts';
import { latestDecision } from './decision.ts';
import { words } from '../words/words.ts';

export function DecidedList({ decided }: { decided: readonly Grant[] }): ReactElement {
  const headId = useId();
  return (
    <section className="region" aria-labelledby={headId}>
      <h2 id={headId} className="section-head">
        {words.approvals.decided}
      </h2>
      <ul className="decided">
        {decided.map((grant) => (
          <DecidedItem key={grant.id} grant={grant} />
        ))}
      </ul>
    </section>
  );
}

function DecidedItem({ grant }: { grant: Grant }): ReactElement | null {
  const now = useNow(60_000);
  const decision = latestDecision(grant);
  if (decision === null) return null;
  const tag = decidedTag(decision);
  return (
    <li>
      <div className="text">
        <div className="name clamp" title={grant.profileName}>
          {grant.profileName}
        </div>
        <p className="sub num" title={fullInstant(decision.at)}>
          {grant.person.name} · {decisionWords(decision, now)}
        </p>
        {decision.comment !== null && decision.comment !== '' && (
          <p className="sub selectable clamp" title={decision.comment}>
            “{decision.comment}”
          </p>
        )}
      </div>
      <span className={`tag ${tag.tone}`}>{tag.word}</span>
    </li>
  );
}
