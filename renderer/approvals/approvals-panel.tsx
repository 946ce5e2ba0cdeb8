/**
 * The Approvals tab: what waits for this person's review, what became of an item that another was faster with,
 * and what was decided lately.
 */
import type { ReactElement } from 'react';
import { useEffect, useRef } from 'react';
import { Bar } from '../components/bar.tsx';
import { InboxIcon, InfoIcon } from '../components/icons.tsx';
import { useKeptFocus } from '../components/use-kept-focus.ts';
import { useSnapshot, useStint, useView } from '../store/stint.tsx';
import { DecidedList } from './decided-list.tsx';
import { ReviewCard } from './review-card.tsx';
import { useReviewing } from './use-reviewing.ts';
import { keyOf } from './vanished.ts';
import { words } from '../words/words.ts';

export function ApprovalsPanel(): ReactElement {
  const { view } = useStint();
  const inbox = useSnapshot((snapshot) => snapshot.inbox);
  const told = useSnapshot((snapshot) => snapshot.inboxTold);
  const reviewing = useSnapshot((snapshot) => snapshot.reviewing);
  const asked = useView((now) => now.openReview);
  const { notices, dismiss, give, tell } = useReviewing();
  const panel = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const { waiting, decided } = inbox;
  const keys = waiting.map(keyOf);
  useKeptFocus(panel, head, keys);

  // Main asked for this one: it is shown, or it is said that it no longer waits. Before the broker has told what waits, neither is known.
  useEffect(() => {
    if (asked === null || !told) return;
    view.setState({ openReview: null });
    const article = panel.current?.querySelector<HTMLElement>(`[data-grant="${CSS.escape(asked)}"]`);
    article?.scrollIntoView({ block: 'start' });
    (article ?? head.current)?.focus({ preventScroll: true });
    if (!article) tell({ key: asked, sentence: words.approvals.noLonger });
  }, [asked, told, view, tell]);

  const loose = notices.filter(({ key }) => !keys.includes(key));
  return (
    <div ref={panel} className="stack">
      <div className="row-between panel-head">
        <h2 ref={head} tabIndex={-1} className="panel-title">
          {words.approvals.title}
        </h2>
        {waiting.length > 0 && (
          <span className="small muted num">{words.approvals.waitForYou({ waiting: waiting.length })}</span>
        )}
      </div>
      {loose.map((notice) => (
        <Bar key={notice.key} tone="plain" icon={<InfoIcon />} onDismiss={() => dismiss(notice.key)}>
          {notice.sentence}
        </Bar>
      ))}
      {waiting.length === 0 && <Nothing />}
      {waiting.map((item) => (
        <ReviewCard
          key={keyOf(item)}
          item={item}
          waits={reviewing.includes(item.grant.id)}
          refusal={notices.find(({ key }) => key === keyOf(item))?.sentence ?? null}
          onGive={give}
        />
      ))}
      {decided.length > 0 && <DecidedList decided={decided} />}
    </div>
  );
}

function Nothing(): ReactElement | null {
  const may = useSnapshot(({ session }) => session.session === 'signed-in' && session.person.mayApprove);
  const told = useSnapshot((snapshot) => snapshot.inboxTold);
  if (may && !told) return null;
  return (
    <div className="empty">
      <InboxIcon size={28} />
      <strong>{may ? words.approvals.none : words.approvals.notYours}</strong>
      <p>{may ? words.approvals.noneHow : words.approvals.notYoursHow}</p>
    </div>
  );
}
