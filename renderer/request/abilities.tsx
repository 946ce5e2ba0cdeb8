/** What a profile lets one do, and what not, target by target. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import type { Profile } from '../../shared/profile.ts';
import { CheckIcon, DashIcon } from '../components/icons.tsx';
import { words } from '../words/words.ts';

const TONES = { low: 'plain', medium: 'plain', high: 'bad', critical: 'bad' } as const;

export function Abilities({ profile }: { profile: Profile }): ReactElement {
  const headId = useId();
  const targets = new Set(profile.entitlements.map(({ targetName }) => targetName));
  const at = (target: string): ReactElement => <span className="muted"> {words.request.at(target)}</span>;
  return (
    <section className="card" aria-labelledby={headId}>
      <div className="row-between">
        <h2 id={headId} className="section-head">
          {words.request.lets}
        </h2>
        <span className={`tag ${TONES[profile.importance]}`}>
          {words.request.importance(profile.importance)}
        </span>
      </div>
      {profile.summary !== '' && <p className="small muted">{[...targets, profile.summary].join(' · ')}</p>}
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
        {profile.entitlements
          .filter((one) => one.denies.length > 0)
          .map((one) => (
            <li key={`${one.id} not`} className="not">
              <DashIcon />
              <span>
                {words.request.not(one.denies)}
                {targets.size > 1 && at(one.targetName)}
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
