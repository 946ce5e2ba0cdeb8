/** A small form within a card: Escape closes it, Control or Command with Enter sends it, and both stop there. Enter on a choice sends, too. */
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
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || isChoice(event.target))) {
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
      // On the way down: a radio button keeps Enter to itself.
      onKeyDownCapture={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {children}
    </form>
  );
}

function isChoice(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.type === 'radio';
}
