/**
 * The answers to an item, in one row: approve, shorten, deny; or, of what was taken without a review, that it looks right, or an objection. Two of
 * them open a small form in its place. Escape closes the form, and nothing was sent.
 */
import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { InboxItem } from '../../shared/inbox.ts';
import { Button } from '../components/button.tsx';
import { DenyForm } from './deny-form.tsx';
import { ShortenForm } from './shorten-form.tsx';
import { shorterThan } from './shorter.ts';
import type { GiveReview, Verdict } from './use-reviewing.ts';
import { words } from '../words/words.ts';
import { describeDuration } from '../../shared/duration.ts';

export interface ReviewActionsProps {
  readonly item: InboxItem;
  readonly waits: boolean;
  readonly onGive: GiveReview;
}

type Form = 'shorten' | 'deny';

export function ReviewActions({ item, waits, onGive }: ReviewActionsProps): ReactElement {
  const [form, setForm] = useState<Form | null>(null);
  const [sending, setSending] = useState(false);
  const [complaint, setComplaint] = useState<string | null>(null);
  const closed = useRef<Form | null>(null);
  const row = useRef<HTMLDivElement>(null);
  const busy = waits || sending;
  const afterwards = item.asks === 'afterwards';
  const rungs = afterwards ? [] : shorterThan(item.durationSeconds);

  useEffect(() => {
    if (form !== null || closed.current === null) return;
    row.current?.querySelector<HTMLElement>(`[data-opens=${closed.current}]`)?.focus();
    closed.current = null;
  }, [form]);

  const close = (): void => {
    closed.current = form;
    setForm(null);
    setComplaint(null);
  };
  const send = async (verdict: Verdict): Promise<void> => {
    if (busy) return;
    setSending(true);
    setComplaint(null);
    const error = await onGive(item, verdict);
    setSending(false);
    if (error === null) setForm(null);
    else if (error.kind === 'refused' && error.field === 'comment') setComplaint(error.sentence);
  };

  if (form === 'deny')
    return (
      <DenyForm
        item={item}
        busy={busy}
        complaint={complaint}
        onCancel={close}
        onSend={(comment) => void send({ verdict: 'deny', comment, durationSeconds: null })}
      />
    );
  if (form === 'shorten')
    return (
      <ShortenForm
        item={item}
        rungs={rungs}
        busy={busy}
        complaint={complaint}
        onCancel={close}
        onSend={(durationSeconds, comment) =>
          void send({ verdict: 'approve', comment: comment === '' ? null : comment, durationSeconds })
        }
      />
    );
  return (
    <div ref={row} className="actions">
      <Button
        look={afterwards ? '' : 'live'}
        isDisabled={busy}
        onPress={() => void send({ verdict: 'approve', comment: null, durationSeconds: null })}
      >
        {busy ? words.approvals.sending : approveWords(item)}
      </Button>
      {rungs.length > 0 && (
        <Button isDisabled={busy} data-opens="shorten" onPress={() => setForm('shorten')}>
          {words.approvals.shorten}
        </Button>
      )}
      <Button look="bad" isDisabled={busy} data-opens="deny" onPress={() => setForm('deny')}>
        {afterwards ? words.afterwards.object : words.approvals.deny}
      </Button>
    </div>
  );
}

function approveWords({ asks, durationSeconds }: InboxItem): string {
  return asks === 'afterwards'
    ? words.afterwards.fine
    : words.approvals.approve({ length: describeDuration(durationSeconds) });
}
