/** The little picture of what a profile reaches. */
import type { ReactElement, ReactNode } from 'react';
import type { Entitlement } from '../../shared/profile.ts';
import { DatabaseIcon, LayersIcon } from './icons.tsx';

export interface ProfileKindProps {
  readonly entitlements: readonly Entitlement[];
  readonly children?: ReactNode;
}

export function ProfileKind({ entitlements, children }: ProfileKindProps): ReactElement {
  return (
    <span className="kind">
      {entitlements.length > 1 ? <LayersIcon /> : <DatabaseIcon />}
      {children}
    </span>
  );
}
