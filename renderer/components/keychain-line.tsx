/** How the keychain stands, in one line, with a way to look again. */
import type { ReactElement } from 'react';
import { useSnapshot } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { Bar } from './bar.tsx';
import { CheckIcon, OpenIcon, WarningIcon } from './icons.tsx';
import { KeychainCheckButton } from './window-bars.tsx';

export function KeychainLine(): ReactElement {
  const keychain = useSnapshot((snapshot) => snapshot.keychain);
  switch (keychain.keychain) {
    case 'ready':
      return (
        <Bar tone="ok" icon={<CheckIcon size={16} />} action={<KeychainCheckButton />}>
          {words.keychain.ready({ name: keychain.name })}
        </Bar>
      );
    case 'checking':
      return (
        <Bar tone="plain" icon={<OpenIcon />}>
          {words.keychain.checking}
        </Bar>
      );
    case 'unusable':
      return (
        <Bar tone="bad" icon={<WarningIcon />} action={<KeychainCheckButton />}>
          <strong>{words.keychain.why[keychain.why]}.</strong> {keychain.sentence}
        </Bar>
      );
  }
}
