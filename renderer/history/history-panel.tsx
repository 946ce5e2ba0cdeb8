/** The History tab: how little of the week was elevated, and a receipt for each grant that has ended. */
import type { ReactElement } from 'react';
import { HistoryIcon } from '../components/icons.tsx';
import { useFeed } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { ReceiptItem } from './receipt-item.tsx';
import { WeekPicture } from './week-picture.tsx';

export function HistoryPanel(): ReactElement {
  const history = useFeed((feed) => feed.history);
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
        <section className="receipts" aria-label={words.history.receipts}>
          {history.map((receipt) => (
            <ReceiptItem key={receipt.grant.id} receipt={receipt} />
          ))}
        </section>
      )}
    </div>
  );
}
