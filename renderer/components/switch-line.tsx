/** One thing that is on or off, with a word of what it does; the whole line can be pressed. */
import type { ReactElement } from 'react';
import { useId } from 'react';

export interface SwitchLineProps {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}

export function SwitchLine({ label, hint, on, disabled = false, onChange }: SwitchLineProps): ReactElement {
  const hintId = useId();
  const inputId = useId();
  return (
    <div className="switch-line">
      <label htmlFor={inputId}>
        <span>{label}</span>
        <span id={hintId} className="small muted" aria-hidden="true">
          {hint}
        </span>
      </label>
      <input
        id={inputId}
        type="checkbox"
        role="switch"
        aria-label={label}
        aria-describedby={hintId}
        checked={on}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </div>
  );
}
