/**
 * The buttons that copy from one held credential. The copying is done in main: nothing secret ever comes here.
 * The credential's name is said only where a grant holds more than one.
 */
import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import type { Copyable, HeldCredential } from '../../shared/snapshot.ts';
import { Button } from '../components/button.tsx';
import { CheckIcon } from '../components/icons.tsx';
import { useActLoudly, useSay, useStint } from '../store/stint.tsx';
import { words } from '../words/words.ts';

const SHOWN_MS = 2000;

export interface CopyButtonsProps {
  readonly credential: HeldCredential;
  readonly named: boolean;
}

export function CopyButtons({ credential, named }: CopyButtonsProps): ReactElement {
  const { clock } = useStint();
  const act = useActLoudly();
  const say = useSay();
  const [copied, setCopied] = useState<Copyable | null>(null);
  useEffect(() => {
    if (copied === null) return;
    return clock.at(clock.now() + SHOWN_MS, () => setCopied(null));
  }, [clock, copied]);

  const copy = async (what: Copyable): Promise<void> => {
    const answer = await act('credential:copy', { leaseId: credential.leaseId, what });
    if (!answer.ok) return;
    setCopied(what);
    say(words.active.copiedAloud({ what: words.copy[what].done }));
  };

  return (
    <div className="group">
      {credential.copyables.map((what) => (
        <Button
          key={what}
          aria-label={
            named
              ? words.active.copyNamed({ what: words.copy[what].name, target: credential.targetName })
              : words.copy[what].name
          }
          isDisabled={credential.custody.custody !== 'held'}
          onPress={() => void copy(what)}
        >
          {copied === what && <CheckIcon />}
          {words.copy[what].label}
        </Button>
      ))}
    </div>
  );
}
