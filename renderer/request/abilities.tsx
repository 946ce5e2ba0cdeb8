/** What a profile lets one do, and what not, target by target. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import type { Profile } from '../../shared/profile.ts';
import { CheckIcon, DashIcon } from '../components/icons.tsx';
import { words } from '../words/words.ts';

export function Abilities({ profile }: { profile: Profile }): ReactElement {
  const headId = useId();
  const targets = new Set(profile.entitlements.map(({ targetName }) => targetName));
  const at = (target: string): ReactElement => <span className="muted"> {words.request.at(target)}</span>;
  return (
    <section className="card" aria-labelledby={headId}>
      <h2 id={headId} className="section-head">
        {words.request.lets}
        {targets.size === 1 && ` ${words.request.at([...targets].join(''))}`}
      </h2>
      {profile.summary !== '' && <p className="small muted">{profile.summary}</p>}
      <ul className="can">
        {profile.entitlements.flatMap((one) =>
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
        {profile.entitlements.flatMap((one) =>
          one.denies.map((phrase) => (
            <li key={`${one.id} not ${phrase}`} className="not">
              <DashIcon />
              <span>
                {words.request.notPrefix}
                {phrase}
                {targets.size > 1 && at(one.targetName)}
              </span>
            </li>
          )),
        )}
      </ul>
    </section>
  );
}
