/** One choice of a few, side by side, as a radio group. What may not be chosen is struck out and says why. */
import type { ReactElement } from 'react';
import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';

export interface Segment {
  readonly value: string;
  readonly label: string;
  /** Why it cannot be chosen; its accessible name then. */
  readonly refused?: string;
}

export interface SegmentsProps {
  readonly label: string;
  readonly value: string;
  readonly segments: readonly Segment[];
  readonly onChange: (value: string) => void;
  readonly describedBy?: string;
}

export function Segments({ label, value, segments, onChange, describedBy }: SegmentsProps): ReactElement {
  return (
    <RadioGroup
      className="field"
      value={value}
      onChange={onChange}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
    >
      <Label className="label">{label}</Label>
      <div className="segments num">
        {segments.map((segment) => (
          <RadioField
            key={segment.value}
            value={segment.value}
            className="segment"
            isDisabled={segment.refused !== undefined}
            {...(segment.refused === undefined ? {} : { 'aria-label': segment.refused })}
          >
            <RadioButton className="segment-label">{segment.label}</RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
