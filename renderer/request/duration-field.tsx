/** The ladder of durations as one radio group, with the ceiling and its reason, and minutes of one's own. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import { describeDuration, DURATION_LADDER_SECONDS } from '../../shared/duration.ts';
import { Segments } from '../components/segments.tsx';
import { FieldError } from '../components/field-error.tsx';
import { words } from '../words/words.ts';
import { reviewOf, rungs, type Draft, type OpenOffer } from './draft.ts';
import { ceilingWords } from '../words/request-words.ts';

export interface DurationFieldProps {
  readonly offer: OpenOffer;
  readonly draft: Draft;
  readonly error: string | undefined;
  readonly onChange: (change: Partial<Draft>) => void;
}

export function DurationField({ offer, draft, error, onChange }: DurationFieldProps): ReactElement {
  const hintId = useId();
  const minutesId = useId();
  const errorId = useId();
  const segments = [
    ...rungs(offer, DURATION_LADDER_SECONDS).map(({ seconds, allowed }) => ({
      value: String(seconds),
      label: describeDuration(seconds),
      ...(allowed ? {} : { refused: words.request.tooLong({ length: describeDuration(seconds) }) }),
    })),
    { value: 'other', label: words.request.other },
  ];
  return (
    <div className="field">
      <Segments
        label={words.request.duration}
        value={String(draft.duration)}
        segments={segments}
        describedBy={hintId}
        onChange={(value) => onChange({ duration: value === 'other' ? 'other' : Number(value) })}
      />
      {draft.duration === 'other' && (
        <div className="minutes">
          <input
            id={minutesId}
            type="text"
            inputMode="numeric"
            autoFocus
            maxLength={4}
            value={draft.minutes}
            aria-invalid={error !== undefined}
            {...(error === undefined ? {} : { 'aria-describedby': errorId })}
            onChange={(event) => onChange({ minutes: event.target.value })}
          />
          <label htmlFor={minutesId}>{words.request.otherMinutes}</label>
        </div>
      )}
      {error !== undefined && <FieldError id={errorId}>{error}</FieldError>}
      <div id={hintId} className="hint">
        {ceilingWords(offer.longestSeconds, offer.ceilingReason)}{' '}
        {reviewOf(draft, offer) === null ? words.request.clockAtOnce : words.request.clockLater}
      </div>
    </div>
  );
}
