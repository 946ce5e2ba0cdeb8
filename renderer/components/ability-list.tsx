/** What entitlements let one do, and what not, a line each; with the target where there are several. */
import type { ReactElement } from 'react';
import type { Entitlement } from '../../shared/profile.ts';
import { words } from '../words/words.ts';
import { CheckIcon, DashIcon } from './icons.tsx';
import { notWords } from '../words/request-words.ts';

export function AbilityList({
  entitlements,
}: {
  readonly entitlements: readonly Entitlement[];
}): ReactElement {
  const targets = new Set(entitlements.map(({ targetName }) => targetName));
  const at = (target: string): ReactElement => <span className="muted"> {words.request.at({ target })}</span>;
  return (
    <ul className="can">
      {entitlements.flatMap((one) =>
        one.allows.map((phrase) => (
          <li key={`${one.id} ${phrase}`}>
            <CheckIcon />
            <span>
              {phrase}
              {targets.size > 1 && at(one.targetName)}
            </span>
          </li>
        )),
      )}
      {entitlements
        .filter((one) => one.denies.length > 0)
        .map((one) => (
          <li key={`${one.id} not`} className="not">
            <DashIcon />
            <span>
              {notWords(one.denies)}
              {targets.size > 1 && at(one.targetName)}
            </span>
          </li>
        ))}
    </ul>
  );
}
