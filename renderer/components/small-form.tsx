/** A small form within a card: Escape closes it, Control or Command with Enter sends it, and both stop there. */
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';

export interface SmallFormProps {
  readonly label: string;
  readonly busy: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

export function SmallForm({ label, busy, onSend, onCancel, children }: SmallFormProps): ReactElement {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      onCancel();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSend();
    }
  };
  return (
    <form
      className="small-form"
      aria-label={label}
      aria-busy={busy}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {children}
    </form>
  );
}
