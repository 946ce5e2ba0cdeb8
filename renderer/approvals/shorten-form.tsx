/** Approving for less than was asked, with a comment if one likes. */
import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { describeDuration } from '../../shared/duration.ts';
import type { InboxItem } from '../../shared/inbox.ts';
import { hasDeceivingCharacters, LONGEST_REASON } from '../../shared/untrusted-text.ts';
import { Button } from '../components/button.tsx';
import { TextField } from '../components/field.tsx';
import { Segments } from '../components/segments.tsx';
import { SmallForm } from '../components/small-form.tsx';
import { words } from '../words/words.ts';

export interface ShortenFormProps {
  readonly item: InboxItem;
  /** Rising, never empty. */
  readonly rungs: readonly number[];
  readonly busy: boolean;
  /** What the broker has against the comment. */
  readonly complaint: string | null;
  readonly onCancel: () => void;
  readonly onSend: (durationSeconds: number, comment: string) => void;
}

export function ShortenForm(props: ShortenFormProps): ReactElement {
  const { item, rungs, busy, complaint, onCancel, onSend } = props;
  const [seconds, setSeconds] = useState(rungs.at(-1) ?? 0);
  const [comment, setComment] = useState('');
  const [error, setError] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector<HTMLElement>('input:checked')?.focus(), []);

  const send = (): void => {
    const said = comment.trim();
    const wrong = hasDeceivingCharacters(said) ? words.request.errors.deceiving : null;
    setError(wrong);
    if (wrong === null) onSend(seconds, said);
  };
  return (
    <SmallForm
      label={words.approvals.shortenForm({ profile: item.grant.profileName })}
      busy={busy}
      onSend={send}
      onCancel={onCancel}
    >
      <div ref={place}>
        <Segments
          label={words.approvals.shortenTo}
          value={String(seconds)}
          segments={rungs.map((rung) => ({ value: String(rung), label: describeDuration(rung) }))}
          onChange={(value) => setSeconds(Number(value))}
        />
      </div>
      <TextField
        label={words.approvals.comment}
        note={words.request.optional}
        error={error ?? complaint ?? undefined}
        autoComplete="off"
        maxLength={LONGEST_REASON}
        value={comment}
        onChange={(event) => {
          setComment(event.target.value);
          setError(null);
        }}
      />
      <div className="actions">
        <Button type="submit" look="live" isDisabled={busy}>
          {busy ? words.approvals.sending : words.approvals.approve({ length: describeDuration(seconds) })}
        </Button>
        <Button onPress={onCancel}>{words.request.cancel}</Button>
      </div>
    </SmallForm>
  );
}
