/** Asking for a later end, within the card: by how much, and why where policy or people want to know. */
import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { describeDuration } from '../../shared/duration.ts';
import type { GrantIn } from '../../shared/grant.ts';
import { describeCallError } from '../../shared/result.ts';
import { hasDeceivingCharacters, LONGEST_REASON } from '../../shared/untrusted-text.ts';
import { Bar } from '../components/bar.tsx';
import { Button } from '../components/button.tsx';
import { TextField } from '../components/field.tsx';
import { InboxIcon, WarningIcon } from '../components/icons.tsx';
import { Segments } from '../components/segments.tsx';
import { SmallForm } from '../components/small-form.tsx';
import { useNow, useSay, useStint } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import type { Extending } from './extending.ts';
import { nearTime } from '../words/times.ts';

export interface ExtendFormProps {
  readonly id: string;
  readonly grant: GrantIn<'active'>;
  readonly offer: Extract<Extending, { extending: 'open' }>;
  readonly onClose: () => void;
}

export function ExtendForm({ id, grant, offer, onClose }: ExtendFormProps): ReactElement {
  const { act } = useStint();
  const say = useSay();
  const { rungs, reasonRequired, review } = offer;
  const [chosen, setChosen] = useState(rungs[0] ?? 0);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  // What the snapshot says may have changed since the choice.
  const seconds = rungs.includes(chosen) ? chosen : (rungs[0] ?? 0);
  const asksReason = reasonRequired || review !== null || error !== null;
  useEffect(() => place.current?.querySelector<HTMLElement>('input:checked')?.focus(), []);

  const send = async (): Promise<void> => {
    if (busy) return;
    const said = reason.trim();
    const wrong =
      reasonRequired && said === ''
        ? words.request.errors.reasonMissing
        : hasDeceivingCharacters(said)
          ? words.request.errors.deceiving
          : null;
    setError(wrong);
    setFailure(null);
    if (wrong !== null) {
      place.current?.querySelector<HTMLElement>('input[type=text]')?.focus();
      return;
    }
    setBusy(true);
    const answer = await act('grant:extend', { grantId: grant.id, durationSeconds: seconds, reason: said });
    setBusy(false);
    if (answer.ok) {
      say((review === null ? words.extend.extended : words.extend.asked)({ profile: grant.profileName }));
      onClose();
    } else if (answer.error.kind === 'refused' && answer.error.field === 'reason') {
      setError(answer.error.sentence);
    } else if (answer.error.kind !== 'cancelled') setFailure(describeCallError(answer.error, words));
  };

  return (
    <div ref={place} id={id}>
      <SmallForm
        label={words.extend.form({ profile: grant.profileName })}
        busy={busy}
        onSend={() => void send()}
        onCancel={onClose}
      >
        <Segments
          label={words.extend.longer}
          value={String(seconds)}
          segments={rungs.map((rung) => ({ value: String(rung), label: describeDuration(rung) }))}
          onChange={(value) => setChosen(Number(value))}
        />
        {asksReason && (
          <TextField
            type="text"
            label={words.request.reason}
            note={reasonRequired ? words.request.required : words.request.optional}
            error={error ?? undefined}
            aria-required={reasonRequired}
            autoComplete="off"
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setError(null);
            }}
          />
        )}
        {review !== null && (
          <Bar tone="ask" icon={<InboxIcon />}>
            {words.extend.asks({ count: review.count, group: review.group })}
          </Bar>
        )}
        {failure !== null && (
          <Bar tone="bad" alert icon={<WarningIcon />}>
            {failure}
          </Bar>
        )}
        <div className="actions">
          <Button type="submit" look={review === null ? 'live' : 'primary'} isDisabled={busy}>
            {busy
              ? words.extend.extending
              : review === null
                ? words.extend.submit({ length: describeDuration(seconds) })
                : words.extend.ask({ length: describeDuration(seconds) })}
          </Button>
          <Button onPress={onClose}>{words.request.cancel}</Button>
          <WouldEnd at={grant.expiresAt + seconds * 1000} />
        </div>
      </SmallForm>
    </div>
  );
}

function WouldEnd({ at }: { at: number }): ReactElement {
  const now = useNow(60_000);
  return <span className="small muted num">{words.extend.wouldEnd({ end: nearTime(at, now) })}</span>;
}
