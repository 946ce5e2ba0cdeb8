/** The History tab: how little of the week was elevated, and a receipt for each grant that has ended. */
import type { ReactElement } from 'react';
import { useMemo, useState } from 'react';
import { HistoryIcon, SearchIcon } from '../components/icons.tsx';
import { Segments } from '../components/segments.tsx';
import { useFeed } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { filterReceipts, OUTCOMES, type Outcome } from './filter.ts';
import { ReceiptItem } from './receipt-item.tsx';
import { WeekPicture } from './week-picture.tsx';

export function HistoryPanel(): ReactElement {
  const history = useFeed((feed) => feed.history);
  const [query, setQuery] = useState('');
  const [outcome, setOutcome] = useState<Outcome>('all');
  const shown = useMemo(() => filterReceipts(history, query, outcome), [history, query, outcome]);
  return (
    <div className="stack">
      <WeekPicture />
      {history.length === 0 ? (
        <div className="empty">
          <HistoryIcon size={28} />
          <strong>{words.history.empty}</strong>
          <p>{words.history.emptyHow}</p>
        </div>
      ) : (
        <>
          <div className="history-filter">
            <input
              className="input"
              type="search"
              aria-label={words.past.search}
              placeholder={words.past.search}
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <Segments
              label={words.past.show}
              value={outcome}
              segments={OUTCOMES.map((one) => ({ value: one, label: words.past.outcomes[one] }))}
              onChange={(value) => setOutcome(OUTCOMES.find((one) => one === value) ?? 'all')}
            />
          </div>
          {shown.length === 0 ? (
            <div className="empty" role="status">
              <SearchIcon />
              <strong>{words.past.noMatch}</strong>
              <p>{words.past.noMatchHow}</p>
            </div>
          ) : (
            <section className="receipts" aria-label={words.history.receipts}>
              {shown.map((receipt) => (
                <ReceiptItem key={receipt.grant.id} receipt={receipt} />
              ))}
            </section>
          )}
        </>
      )}
    </div>
  );
}
