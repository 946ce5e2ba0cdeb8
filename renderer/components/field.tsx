/** A labelled field: the label is the accessible name alone; what is required, the hint and the error describe it. */
import type { InputHTMLAttributes, ReactElement, Ref, TextareaHTMLAttributes } from 'react';
import { useId } from 'react';
import { FieldError } from './field-error.tsx';

interface FieldProps {
  readonly label: string;
  /** "required", "optional": beside the label, not part of the name. */
  readonly note?: string | undefined;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

export type TextFieldProps = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'style'> & { ref?: Ref<HTMLInputElement> };

export function TextField({ label, note, hint, error, ref, ...input }: TextFieldProps): ReactElement {
  const parts = useParts(hint, error);
  return (
    <div className="field">
      <FieldLabel id={parts.inputId} label={label} note={note} />
      <input {...input} {...(ref ? { ref } : {})} {...parts.attributes} />
      <FieldFoot parts={parts} hint={hint} error={error} />
    </div>
  );
}

export type TextAreaProps = FieldProps &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className' | 'style'> & {
    ref?: Ref<HTMLTextAreaElement>;
  };

export function TextArea({ label, note, hint, error, ref, ...input }: TextAreaProps): ReactElement {
  const parts = useParts(hint, error);
  return (
    <div className="field">
      <FieldLabel id={parts.inputId} label={label} note={note} />
      <textarea {...input} {...(ref ? { ref } : {})} {...parts.attributes} />
      <FieldFoot parts={parts} hint={hint} error={error} />
    </div>
  );
}

interface Parts {
  readonly inputId: string;
  readonly hintId: string;
  readonly errorId: string;
  readonly attributes: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };
}

function useParts(hint: string | undefined, error: string | undefined): Parts {
  const inputId = useId();
  const hintId = `${inputId}hint`;
  const errorId = `${inputId}error`;
  const described = [error === undefined ? [] : errorId, hint === undefined ? [] : hintId].flat();
  const attributes = {
    id: inputId,
    ...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {}),
    ...(error === undefined ? {} : { 'aria-invalid': true as const }),
  };
  return { inputId, hintId, errorId, attributes };
}

function FieldLabel({
  id,
  label,
  note,
}: {
  id: string;
  label: string;
  note: string | undefined;
}): ReactElement {
  return (
    <div className="label">
      <label htmlFor={id}>{label}</label>
      {note !== undefined && <span className="muted">{note}</span>}
    </div>
  );
}

function FieldFoot(props: {
  parts: Parts;
  hint: string | undefined;
  error: string | undefined;
}): ReactElement | null {
  const { parts, hint, error } = props;
  return (
    <>
      {error !== undefined && <FieldError id={parts.errorId}>{error}</FieldError>}
      {hint !== undefined && (
        <div id={parts.hintId} className="hint">
          {hint}
        </div>
      )}
    </>
  );
}
