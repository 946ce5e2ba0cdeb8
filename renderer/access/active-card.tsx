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
import { useActLoudly, useFeed, useTicked } from '../store/stint.tsx';
import { extensionOutcome } from '../words/extend-words.ts';
import { words } from '../words/words.ts';
import { CopyButtons } from './copy-buttons.tsx';
import { endsSoon } from './ending.ts';
import { ExtendPart } from './extend-part.tsx';
import { extendingOf } from './extending.ts';
import { ExtensionLine } from './extension-line.tsx';
import { ToldLine } from './told-line.tsx';

export interface ActiveCardProps {
  readonly live: LiveGrant;
  readonly grant: GrantIn<'active'>;
  /** One of many: as low as it can be. */
  readonly compact: boolean;
}

export function ActiveCard({ live, grant, compact }: ActiveCardProps): ReactElement {
  const { until, lengthMs, heldHere, credentials } = live;
  const nameId = useId();
  const soon = useTicked((now) => endsSoon(until - now, lengthMs));
  const offers = useFeed((feed) => feed.offers);
  const tone = !heldHere ? 'elsewhere' : soon ? 'warn' : 'live';
  const pending = credentials.filter((one) => one.custody.custody === 'wipe-pending');
  const leaving = credentials.some((one) => one.custody.custody !== 'held');
  const here = heldHere && !leaving;
  const usable = here ? credentials.filter((one) => one.copyables.length > 0) : [];
  const single = usable.length === 1 ? usable[0] : undefined;
  const extending = extendingOf(grant, offers);
  return (
    <article
      className={`card live-card ${compact ? 'compact' : ''}`.trim()}
      aria-labelledby={nameId}
      aria-busy={live.busy !== null}
      tabIndex={-1}
      data-key={grant.id}
    >
      <div className="top">
        <Ring until={until} lengthMs={lengthMs} tone={tone} />
        <div className="text">
          <h3 id={nameId} className="name clamp selectable" title={grant.profileName}>
            {grant.profileName}
          </h3>
          <p className="sub clamp">
            {live.where} · {words.active.until} <When at={until} />
            <Extended grant={grant} />
          </p>
          {!heldHere && (
            <p className="sub">{words.active.heldElsewhere({ device: grant.heldBy.deviceName })}</p>
          )}
        </div>
        {!here && <ReleaseButton live={live} />}
      </div>
      {here && soon && !compact && <EndsSoon until={until} />}
      {heldHere && !leaving && <ExtensionLine grant={grant} extending={extending} soon={soon} />}
      {!leaving && <ToldLine grant={grant} />}
      {pending.map((credential) => (
        <WipePending key={credential.leaseId} credential={credential} />
      ))}
      {usable.length > 1 && <NamedCredentials credentials={usable} />}
      {here && (
        <ExtendPart live={live} grant={grant} extending={extending}>
          {(extend) => (
            <div className="actions">
              {single && <CopyButtons credential={single} named={false} />}
              <span className="spring" />
              {extend}
              <ReleaseButton live={live} />
            </div>
          )}
        </ExtendPart>
      )}
    </article>
  );
}

/** ", extended, approved by Robin West": why the end is later than it was. */
function Extended({ grant }: { grant: GrantIn<'active'> }): string | null {
  const approved = grant.extensions.filter(({ outcome }) => outcome === 'approved').at(-1);
  const outcome = approved === undefined ? null : extensionOutcome(approved);
  return outcome === null ? null : ` · ${outcome.words}`;
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
      <strong>{words.active.wipePending({ target: credential.targetName })}</strong>{' '}
      {credential.custody.sentence}
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
