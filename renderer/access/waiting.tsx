/** The region `Waiting`: what is approved and not started, asked and not reviewed, or being started. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import { describeDuration } from '../../shared/duration.ts';
import type { LiveGrant } from '../../shared/snapshot.ts';
import { Button } from '../components/button.tsx';
import { When } from '../components/when.tsx';
import { useActLoudly, useSnapshot } from '../store/stint.tsx';
import { words } from '../words/words.ts';

export function Waiting(): ReactElement | null {
  const live = useSnapshot((snapshot) => snapshot.live);
  const headId = useId();
  const waiting = live.filter(({ grant }) => grant.status !== 'active' && grant.status !== 'ended');
  if (waiting.length === 0) return null;
  return (
    <section className="region" aria-labelledby={headId}>
      <h2 id={headId} className="section-head">
        {words.waiting.region}
      </h2>
      {waiting.map((one) => (
        <WaitingCard key={one.grant.id} live={one} />
      ))}
    </section>
  );
}

function WaitingCard({ live }: { live: LiveGrant }): ReactElement {
  const nameId = useId();
  return (
    <article className="card waiting-card" aria-labelledby={nameId} aria-busy={live.busy !== null}>
      <div className="text">
        <h3 id={nameId} className="name clamp" title={live.grant.profileName}>
          {live.grant.profileName}
        </h3>
        <p className="sub">
          <WaitingWords live={live} />
        </p>
      </div>
      <WaitingAction live={live} />
    </article>
  );
}

function WaitingWords({ live: { grant, until, busy } }: { live: LiveGrant }): ReactElement | null {
  if (busy === 'starting' || grant.status === 'starting') {
    return (
      <>
        <span className="tag ok">{words.waiting.starting}</span> {words.waiting.minting}
      </>
    );
  }
  switch (grant.status) {
    case 'pending':
      return (
        <>
          <span className="tag ask">{words.waiting.pending}</span>{' '}
          {words.waiting.asked(describeDuration(grant.durationSeconds))} <When at={until} />
        </>
      );
    case 'approved':
      return (
        <>
          <span className="tag ok">{words.waiting.approved}</span>{' '}
          {words.waiting.yours(describeDuration(grant.grantedSeconds))} <When at={until} />
        </>
      );
    case 'active':
    case 'ended':
      return null;
  }
}

function WaitingAction({ live: { grant, busy } }: { live: LiveGrant }): ReactElement | null {
  const act = useActLoudly();
  const ofGrant = { grantId: grant.id };
  switch (grant.status) {
    case 'approved':
      return (
        <Button look="live" isDisabled={busy !== null} onPress={() => void act('grant:start', ofGrant)}>
          {busy === 'starting' ? words.waiting.starting : words.waiting.start}
        </Button>
      );
    case 'pending':
      return (
        <Button isDisabled={busy !== null} onPress={() => void act('grant:withdraw', ofGrant)}>
          {busy === 'withdrawing' ? words.waiting.withdrawing : words.waiting.withdraw}
        </Button>
      );
    case 'starting':
    case 'active':
    case 'ended':
      return null;
  }
}
