/** The button `Extend` among a card's actions, and the form it opens below them. Gone where nothing can move the end. */
import type { ReactElement, ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { GrantIn } from '../../shared/grant.ts';
import type { LiveGrant } from '../../shared/snapshot.ts';
import { Button } from '../components/button.tsx';
import { ExtendForm } from './extend-form.tsx';
import type { Extending } from './extending.ts';
import { words } from '../words/words.ts';

export interface ExtendPartProps {
  readonly live: LiveGrant;
  readonly grant: GrantIn<'active'>;
  readonly extending: Extending;
  /** The row of actions, given the button. */
  readonly children: (extend: ReactNode) => ReactElement;
}

export function ExtendPart({ live, grant, extending, children }: ExtendPartProps): ReactElement {
  const [open, setOpen] = useState(false);
  const formId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const closing = useRef(false);
  const offered = extending.extending === 'open';
  const shown = open && offered;
  const busy = live.busy === 'extending';

  // Back to where it was opened; to the card where that has gone with what was asked.
  useEffect(() => {
    if (shown || !closing.current) return;
    closing.current = false;
    if ((document.activeElement ?? document.body) === document.body) button.current?.focus();
  }, [shown]);
  const close = (): void => {
    closing.current = true;
    setOpen(false);
  };

  return (
    <>
      {children(
        offered && (
          <Button
            ref={button}
            aria-expanded={shown}
            {...(shown ? { 'aria-controls': formId } : {})}
            isDisabled={live.busy !== null}
            onPress={() => (open ? close() : setOpen(true))}
          >
            {busy ? words.extend.extending : words.extend.extend}
          </Button>
        ),
      )}
      {shown && <ExtendForm id={formId} grant={grant} offer={extending} onClose={close} />}
    </>
  );
}
