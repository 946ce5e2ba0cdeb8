/** What must be known before anything else: an act that failed, troubles, a keychain that refuses, a broker out of reach. */
import type { ReactElement } from 'react';
import { useActLoudly, useSnapshot, useStint, useView } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { Bar } from './bar.tsx';
import { Button } from './button.tsx';
import { InfoIcon, OfflineIcon, WarningIcon } from './icons.tsx';

export function WindowBars(): ReactElement {
  const { view } = useStint();
  const act = useActLoudly();
  const problem = useView((now) => now.problem);
  const troubles = useSnapshot((snapshot) => snapshot.troubles);
  const keychain = useSnapshot((snapshot) => snapshot.keychain);
  const offline = useSnapshot((snapshot) => snapshot.connection.connection === 'offline');
  const tryingOut = useSnapshot(
    (snapshot) => snapshot.session.session === 'signed-in' && snapshot.session.tryingOut,
  );
  return (
    <div className="bars">
      {problem !== null && (
        <Bar tone="bad" alert icon={<WarningIcon />} onDismiss={() => view.setState({ problem: null })}>
          {problem}
        </Bar>
      )}
      {troubles.map((trouble) => (
        <Bar
          key={trouble.id}
          tone="bad"
          icon={<WarningIcon />}
          {...(trouble.dismissible
            ? { onDismiss: () => void act('trouble:dismiss', { troubleId: trouble.id }) }
            : {})}
        >
          {trouble.sentence}
        </Bar>
      ))}
      {keychain.keychain === 'unusable' && (
        <Bar tone="bad" icon={<WarningIcon />} action={<KeychainCheckButton />}>
          <strong>{words.keychain.why[keychain.why]}.</strong> {keychain.sentence}
        </Bar>
      )}
      {offline && (
        <Bar tone="warn" icon={<OfflineIcon />}>
          {words.offlineHere}
        </Bar>
      )}
      {tryingOut && (
        <Bar tone="plain" icon={<InfoIcon />}>
          {words.tryingOut}
        </Bar>
      )}
    </div>
  );
}

export function KeychainCheckButton(): ReactElement {
  const act = useActLoudly();
  return <Button onPress={() => void act('keychain:check', {})}>{words.keychain.check}</Button>;
}
