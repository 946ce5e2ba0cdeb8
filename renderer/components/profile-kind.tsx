/** The little picture of what a profile reaches. */
import type { ReactElement } from 'react';
import type { Entitlement } from '../../shared/profile.ts';
import { DatabaseIcon, LayersIcon } from './icons.tsx';

export function ProfileKind({ entitlements }: { entitlements: readonly Entitlement[] }): ReactElement {
  return <span className="kind">{entitlements.length > 1 ? <LayersIcon /> : <DatabaseIcon />}</span>;
}
