/** The region `Active access`: one article per active grant, whatever ends first at the top. Not there while nothing is active. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import { Button } from '../components/button.tsx';
import { useActLoudly, useSnapshot } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { ActiveCard } from './active-card.tsx';

/** With more than these the cards stand closer. */
const FEW = 3;

export function ActiveAccess(): ReactElement | null {
  const live = useSnapshot((snapshot) => snapshot.live);
  const act = useActLoudly();
  const headId = useId();
  const active = live
    .flatMap((one) => (one.grant.status === 'active' ? [{ live: one, grant: one.grant }] : []))
    .sort((a, b) => a.live.until - b.live.until);
  if (active.length === 0) return null;
  return (
    <section className="region" aria-labelledby={headId}>
      <div className="line">
        <h2 id={headId} className="section-head">
          {words.active.region}
        </h2>
        {active.length > 1 && (
          <Button look="quiet bad" onPress={() => void act('grant:release-all', {})}>
            {words.active.releaseAll}
          </Button>
        )}
      </div>
      {active.map((one) => (
        <ActiveCard key={one.grant.id} {...one} compact={active.length > FEW} />
      ))}
    </section>
  );
}
