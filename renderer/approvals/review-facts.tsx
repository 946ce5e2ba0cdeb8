/** What a reviewer judges by, a line each: what the profile gives, what the person did with it lately, who else was asked, until when. */
import type { ReactElement } from 'react';
import type { InboxItem } from '../../shared/inbox.ts';
import { AbilityList } from '../components/ability-list.tsx';
import { useNow, useTicked } from '../store/stint.tsx';
import { askedWords, lapsesIn, latelyWords, progressWords } from '../words/approval-words.ts';
import { fullInstant } from '../words/times.ts';
import { words } from '../words/words.ts';

const SOON_MS = 5 * 60_000;

export function ReviewFacts({ item }: { item: InboxItem }): ReactElement {
  const now = useNow(60_000);
  const afterwards = item.asks === 'afterwards';
  const lapses = useTicked((second) => lapsesIn(item.reviewBy, second));
  const targets = [...new Set(item.entitlements.map(({ targetName }) => targetName))];
  const soon = useTicked((second) => item.reviewBy - second <= SOON_MS);
  const progress = progressWords(item.reviews, item.needs);
  return (
    <>
      <dl className="facts">
        {item.grant.ticket !== null && (
          <Fact name={words.approvals.ticket}>
            <span className="num selectable">{item.grant.ticket}</span>
          </Fact>
        )}
        {targets.length === 1 && (
          <Fact name={words.approvals.at}>
            <span className="selectable">{targets[0]}</span>
          </Fact>
        )}
        <Fact name={words.approvals.gives}>
          {item.entitlements.length === 0 ? (
            <span>{item.profileSummary}</span>
          ) : (
            <AbilityList entitlements={item.entitlements} />
          )}
        </Fact>
        <Fact name={words.approvals.lately}>
          <span className="num">{latelyWords(item, now)}</span>
        </Fact>
        <Fact name={words.approvals.asked}>
          <span className="clamp" title={item.alsoAsked.map(({ name }) => name).join(', ')}>
            {askedWords(item)}
          </span>
          {progress !== null && <strong className="num">{progress}</strong>}
        </Fact>
        {!soon && (
          <Fact name={afterwards ? words.afterwards.lookBy : words.approvals.lapses}>
            <span className="num" title={fullInstant(item.reviewBy)}>
              {lapses}
            </span>
          </Fact>
        )}
      </dl>
      {soon && (
        <p className="bar warn lapses num" title={fullInstant(item.reviewBy)}>
          {(afterwards ? words.afterwards.lookSoon : words.approvals.lapsesSoon)({ inTime: lapses })}
        </p>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
