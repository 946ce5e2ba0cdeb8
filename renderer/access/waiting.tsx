/** The region `Waiting`: what is approved and not started, asked and not reviewed, or being started. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import type { LiveGrant } from '../../shared/snapshot.ts';
import { Button } from '../components/button.tsx';
import { useActLoudly, useSnapshot, useTicked } from '../store/stint.tsx';
import { approvedByWords, pendingWords, yoursWords } from '../words/extend-words.ts';
import { fullInstant } from '../words/times.ts';
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
  const { grant, until, busy } = live;
  const by = grant.status === 'approved' && busy !== 'starting' ? approvedByWords(grant) : null;
  const state = waitingState(live);
  const said = useTicked((now) => waitingWords(live, now));
  return (
    <article
      className="card waiting-card"
      aria-labelledby={nameId}
      aria-busy={busy !== null}
      tabIndex={-1}
      data-key={grant.id}
    >
      <div className="text">
        <h3 id={nameId} className="name clamp" title={grant.profileName}>
          {grant.profileName}
        </h3>
        {state !== null && (
          <p className="sub num" title={fullInstant(until)}>
            <span className={`tag ${state.tone}`}>{state.tag}</span> {said}
          </p>
        )}
        {by !== null && (
          <p className="sub clamp selectable" title={by}>
            {by}
          </p>
        )}
      </div>
      <WaitingAction live={live} />
    </article>
  );
}

interface WaitingState {
  readonly tone: 'ok' | 'ask';
  readonly tag: string;
}

function waitingState({ grant, busy }: LiveGrant): WaitingState | null {
  if (isStarting({ grant, busy })) return { tone: 'ok', tag: words.waiting.starting };
  switch (grant.status) {
    case 'pending':
      return { tone: 'ask', tag: words.waiting.pending };
    case 'approved':
      return { tone: 'ok', tag: words.waiting.approved };
    case 'starting':
    case 'active':
    case 'ended':
      return null;
  }
}

function waitingWords({ grant, until, busy }: LiveGrant, now: number): string {
  if (isStarting({ grant, busy })) return words.waiting.minting;
  switch (grant.status) {
    case 'pending':
      return pendingWords(grant, until, now);
    case 'approved':
      return yoursWords(grant, until, now);
    case 'starting':
    case 'active':
    case 'ended':
      return '';
  }
}

function isStarting({ grant, busy }: Pick<LiveGrant, 'grant' | 'busy'>): boolean {
  return busy === 'starting' || grant.status === 'starting';
}

function WaitingAction({ live: { grant, busy } }: { live: LiveGrant }): ReactElement | null {
  const act = useActLoudly();
  const ofGrant = { grantId: grant.id };
  const withdraw = (
    <Button isDisabled={busy !== null} onPress={() => void act('grant:withdraw', ofGrant)}>
      {busy === 'withdrawing' ? words.waiting.withdrawing : words.waiting.withdraw}
    </Button>
  );
  switch (grant.status) {
    case 'approved':
      return (
        <div className="actions">
          <Button look="live" isDisabled={busy !== null} onPress={() => void act('grant:start', ofGrant)}>
            {busy === 'starting' ? words.waiting.starting : words.waiting.start}
          </Button>
          {busy !== 'starting' && withdraw}
        </div>
      );
    case 'pending':
      return withdraw;
    case 'starting':
    case 'active':
    case 'ended':
      return null;
  }
}
