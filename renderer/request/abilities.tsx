/** What a profile lets one do, and what not, target by target. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import type { Profile } from '../../shared/profile.ts';
import { AbilityList } from '../components/ability-list.tsx';
import { ImportanceTag } from '../components/importance-tag.tsx';
import { words } from '../words/words.ts';

export function Abilities({ profile }: { profile: Profile }): ReactElement {
  const headId = useId();
  const targets = new Set(profile.entitlements.map(({ targetName }) => targetName));
  return (
    <section className="card" aria-labelledby={headId}>
      <div className="row-between">
        <h2 id={headId} className="section-head">
          {words.request.lets}
        </h2>
        <ImportanceTag
          importance={profile.importance}
          words={words.request.importance({ importance: words.importance[profile.importance] })}
        />
      </div>
      {profile.summary !== '' && <p className="small muted">{[...targets, profile.summary].join(' · ')}</p>}
      <AbilityList entitlements={profile.entitlements} />
    </section>
  );
}
