/** One active grant: the time left, what it reaches, and what can be done with it. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import type { GrantIn } from '../../shared/grant.ts';
import type { HeldCredential, LiveGrant } from '../../shared/snapshot.ts';
import { Bar } from '../components/bar.tsx';
import { Button } from '../components/button.tsx';
import { WarningIcon } from '../components/icons.tsx';
import { Ring } from '../components/ring.tsx';
import { When } from '../components/when.tsx';
import { useActLoudly, useTicked } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { CopyButtons } from './copy-buttons.tsx';
import { endsSoon } from './ending.ts';

export interface ActiveCardProps {
  readonly live: LiveGrant;
  readonly grant: GrantIn<'active'>;
}

export function ActiveCard({ live, grant }: ActiveCardProps): ReactElement {
  const { until, lengthMs, heldHere, credentials } = live;
  const nameId = useId();
  const soon = useTicked((now) => endsSoon(until - now, lengthMs));
  const tone = !heldHere ? 'elsewhere' : soon ? 'warn' : 'live';
  const pending = credentials.filter((one) => one.custody.custody === 'wipe-pending');
  const leaving = credentials.some((one) => one.custody.custody !== 'held');
  const usable = heldHere && !leaving ? credentials.filter((one) => one.copyables.length > 0) : [];
  const single = usable.length === 1 ? usable[0] : undefined;
  return (
    <article className="card live-card" aria-labelledby={nameId}>
      <div className="top">
        <Ring until={until} lengthMs={lengthMs} tone={tone} />
        <div className="text">
          <h3 id={nameId} className="name clamp selectable" title={grant.profileName}>
            {grant.profileName}
          </h3>
          <p className="sub clamp">
            {live.where} · {words.active.until} <When at={until} />
          </p>
          {!heldHere && <p className="sub">{words.active.heldElsewhere(grant.heldBy.deviceName)}</p>}
        </div>
        {single === undefined && <ReleaseButton live={live} />}
      </div>
      {heldHere && soon && !leaving && <EndsSoon until={until} />}
      {pending.map((credential) => (
        <WipePending key={credential.leaseId} credential={credential} />
      ))}
      {usable.length > 1 && <NamedCredentials credentials={usable} />}
      {single && (
        <div className="actions">
          <CopyButtons credential={single} named={false} />
          <span className="spring" />
          <ReleaseButton live={live} />
        </div>
      )}
    </article>
  );
}

function NamedCredentials({ credentials }: { credentials: readonly HeldCredential[] }): ReactElement {
  return (
    <>
      {credentials.map((credential) => (
        <div key={credential.leaseId} className="credential">
          <span className="target one-line" title={credential.targetName}>
            {credential.targetName}
          </span>
          <CopyButtons credential={credential} named />
        </div>
      ))}
    </>
  );
}

function EndsSoon({ until }: { until: number }): ReactElement {
  const over = useTicked((now) => now >= until);
  return (
    <div className="bar warn warn-line num">
      <span>{over ? words.active.ending : words.active.endsSoon}</span>
      <span>
        {words.active.wipedAt} <When at={until} />
      </span>
    </div>
  );
}

function WipePending({ credential }: { credential: HeldCredential }): ReactElement | null {
  if (credential.custody.custody !== 'wipe-pending') return null;
  return (
    <Bar tone="bad" icon={<WarningIcon />}>
      <strong>{words.active.wipePending(credential.targetName)}</strong> {credential.custody.sentence}
    </Bar>
  );
}

function ReleaseButton({ live }: { live: LiveGrant }): ReactElement {
  const act = useActLoudly();
  const wiping = live.credentials.some(({ custody }) => custody.custody !== 'held');
  const busy = live.busy === 'releasing' ? words.active.releasing : wiping ? words.active.wiping : null;
  return (
    <Button
      look="quiet bad"
      isDisabled={busy !== null || live.busy !== null}
      onPress={() => void act('grant:release', { grantId: live.grant.id })}
    >
      {busy ?? words.active.release}
    </Button>
  );
}
