/** One ended grant: a line that opens into its receipt. */
import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { Receipt } from '../../shared/receipt.ts';
import { Button } from '../components/button.tsx';
import { CheckIcon, ChevronIcon, DatabaseIcon, InfoIcon, OpenIcon } from '../components/icons.tsx';
import { useNow, useSay, useStint, useView } from '../store/stint.tsx';
import { fullInstant } from '../words/times.ts';
import { outcome, proofs, receiptEnding, receiptTimes, type Proof } from '../words/receipt-words.ts';
import { decisionLines, receiptText } from '../words/history-words.ts';
import { words } from '../words/words.ts';
import { copyText } from './copy-text.ts';

export function ReceiptItem({ receipt }: { receipt: Receipt }): ReactElement {
  const { view } = useStint();
  const { grant } = receipt;
  const now = useNow(60_000);
  const open = useView((state) => state.openReceipt === grant.id);
  const item = useRef<HTMLDivElement>(null);
  const end = outcome(receipt);
  useEffect(() => {
    if (open) item.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <Disclosure
      ref={item}
      className="receipt"
      isExpanded={open}
      onExpandedChange={(expanded) => view.setState({ openReceipt: expanded ? grant.id : null })}
    >
      <Heading level={3}>
        <AriaButton slot="trigger">
          <span className="kind">
            <DatabaseIcon />
          </span>
          <span className="text">
            <span className="name clamp" title={grant.profileName}>
              {grant.profileName}
            </span>
            <span className="visually-hidden">, </span>
            <span className="sub num clamp" title={fullInstant(grant.requestedAt)}>
              {receiptTimes(receipt, now)} · {receiptEnding(receipt)}
            </span>
            <span className="visually-hidden">, </span>
          </span>
          <span className={`tag ${end.tone}`}>{end.word}</span>
          <span className="chevron">
            <ChevronIcon />
          </span>
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <Details receipt={receipt} />
      </DisclosurePanel>
    </Disclosure>
  );
}

function Details({ receipt }: { receipt: Receipt }): ReactElement {
  const { grant } = receipt;
  const lines = proofs(receipt);
  const now = useNow(60_000);
  const decisions = decisionLines(receipt, now);
  const note = grant.status === 'ended' ? grant.note : null;
  return (
    <div className="details selectable">
      {grant.reason !== '' && <p className="quote">“{grant.reason}”</p>}
      {grant.ticket !== null && <p className="quote num">{grant.ticket}</p>}
      {note !== null && note !== '' && <p className="quote">{note}</p>}
      {decisions.length > 0 && (
        <ul className="decisions num" aria-label={words.past.decisions}>
          {decisions.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <ul className="proofs num" aria-label={words.history.proof}>
        {lines.length === 0 && <li className="note">{words.history.nothingHeld}</li>}
        {lines.map((line) => (
          <li key={line.words} className={line.mark}>
            <ProofMark mark={line.mark} />
            <span>{line.words}</span>
          </li>
        ))}
      </ul>
      <CopyReceipt receipt={receipt} />
    </div>
  );
}

function CopyReceipt({ receipt }: { receipt: Receipt }): ReactElement {
  const say = useSay();
  const { ticker } = useStint();
  const [copied, setCopied] = useState(false);
  return (
    <Button
      look="quiet copy-receipt"
      onPress={() => {
        if (!copyText(receiptText(receipt, ticker.now()))) return;
        setCopied(true);
        say(words.past.copiedAloud);
      }}
    >
      {copied && <CheckIcon />}
      {copied ? words.past.copied : words.past.copy}
    </Button>
  );
}

function ProofMark({ mark }: { mark: Proof['mark'] }): ReactElement {
  switch (mark) {
    case 'done':
      return <CheckIcon />;
    case 'open':
      return <OpenIcon />;
    case 'note':
      return <InfoIcon />;
  }
}
