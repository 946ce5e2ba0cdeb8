/** A strip that tells something and may be dismissed. The tone is never told by colour alone: icon and words say it. */
import type { ReactElement, ReactNode } from 'react';
import { words } from '../words/words.ts';
import { Button } from './button.tsx';
import { CloseIcon } from './icons.tsx';

export interface BarProps {
  readonly tone: 'plain' | 'warn' | 'bad' | 'ask' | 'ok';
  readonly icon?: ReactElement;
  readonly children: ReactNode;
  readonly action?: ReactElement;
  readonly onDismiss?: () => void;
  /** Heard at once when it appears. */
  readonly alert?: boolean;
}

export function Bar({ tone, icon, children, action, onDismiss, alert = false }: BarProps): ReactElement {
  return (
    <div className={`bar ${tone}`} {...(alert ? { role: 'alert' } : {})}>
      {icon}
      <p>{children}</p>
      {action}
      {onDismiss && (
        <Button look="quiet icon" aria-label={words.dismiss} onPress={onDismiss}>
          <CloseIcon />
        </Button>
      )}
    </div>
  );
}
