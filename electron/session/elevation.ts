/**
 * Starts an approved grant: proves this device, has the credentials minted and sealed to it, and hands them to custody, all or none.
 * Secrets are bytes that are zeroed before this returns; whatever does not fit, comes late or was ended meanwhile holds nothing and is released.
 */
import type { Source } from '../../shared/custody.ts';
import { makeDeadline, whatEnds, type Deadline } from '../../shared/deadline.ts';
import type { Grant, GrantIn } from '../../shared/grant.ts';
import type { Result } from '../../shared/result.ts';
import type { BrokerError, BrokerResult, Started, Timed } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { Custodian } from '../ports/custodian.ts';
import { describeKeychainError } from '../ports/keychain.ts';
import type { DeviceKey, MakeSealingKey, SealingKey } from '../ports/sealing.ts';
import type { MakeSshKey } from '../ports/ssh-key.ts';
import type { BrokerLink, Link } from './broker-link.ts';
import { askAsDevice } from './device-asking.ts';
import type { DeviceRegistration } from './device.ts';
import type { Flight } from './flights.ts';
import { DONE, refuse, refuseByBroker, type Refusal } from './outcome.ts';
import { checkStarted } from './start-check.ts';
import { createSshTries, type SshTries } from './ssh-tries.ts';
import type { Store } from './state.ts';
import type { Telling } from './telling.ts';
import { words } from '../words.ts';

export interface Elevation {
  /** The caller has asked the keychain and the person. `grantedSeconds` is the most it may last. */
  start(grant: Grant, grantedSeconds: number, flight: Flight, source: Source): Promise<Result<null>>;
}

export function createElevation(deps: {
  readonly store: Store;
  readonly custodian: Custodian;
  readonly link: BrokerLink;
  readonly device: DeviceRegistration;
  readonly makeSealingKey: MakeSealingKey;
  readonly makeSshKey: MakeSshKey;
  readonly telling: Telling;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly platform: NodeJS.Platform;
  readonly apply: (grant: Timed<Grant>) => void;
  /** Before a credential is kept. Resolves when the grant is written down as held, so that a crash leaves none that cannot be shown. */
  readonly onTaking: (grant: Grant) => Promise<void>;
  readonly onStarted: (grant: Grant) => void;
  /** It was started at the broker and is over here. */
  readonly onGivenBack: (grantId: string, source: Source) => void;
  readonly onError: (error: BrokerError) => void;
}): Elevation {
  const { store, custodian, clock, telling } = deps;
  /** Kept until a start was answered, so that trying again starts nothing twice. */
  const keys = new Map<string, string>();

  async function start(
    grant: Grant,
    grantedSeconds: number,
    flight: Flight,
    source: Source,
  ): Promise<Result<null>> {
    const to = deps.link.get();
    if (to === null) return refuse(words.act.signInFirst);
    const device = await deps.device.ready(to.client);
    if (!device.ok) return device.error ? refuseByBroker(device.error) : refuse(device.sentence);

    const sealing = await deps.makeSealingKey();
    const ssh = createSshTries(deps.makeSshKey, grant, store);
    try {
      const early = flight.cancelledBy();
      if (early !== null && grant.status === 'approved') {
        // Nothing is minted yet, and nothing should wait to be started that a person has ended.
        void withdraw(to, grant.id, early);
        return refuse(words.act.endedBefore);
      }
      const answer = await ask(to, grant, device.key, sealing, ssh, source);
      if (!answer.ok) {
        deps.onError(answer.error);
        // Without an answer it may have been minted, and an answer that cannot be read is held by nobody: it goes.
        if (answer.error.kind !== 'problem') void telling.tell(grant.id, 'sweep');
        else keys.delete(grant.id);
        return refuseByBroker(answer.error);
      }
      keys.delete(grant.id);
      const { id, profileId } = grant;
      const expected = { grantId: id, profileId, deviceId: device.key.id, grantedSeconds };
      const checked = checkStarted(expected, answer.value);
      if (!checked.ok) return await giveBack(grant.id, 'sweep', checked.sentence);
      const { value, sent, serverNow } = answer.value;
      deps.apply({ value: checked.grant, sent, serverNow });
      await deps.onTaking(checked.grant);
      const deadline = makeDeadline(sent, value.durationSeconds, checked.grant.expiresAt, serverNow);
      const taken = await takeAll(checked.grant, value, deadline, { sealing, ssh }, flight);
      if (taken !== null) return taken;
      // Two things may have happened while the last credential was being written.
      const ended = over(deadline, flight);
      if (ended !== null) return await giveBack(grant.id, ended.source, ended.sentence);
      deps.onStarted(checked.grant);
      return DONE;
    } catch (bug) {
      // Whatever broke, nothing half-started stays; the bug itself is for whoever ordered the start.
      await giveBack(grant.id, 'sweep', '');
      throw bug;
    } finally {
      sealing.forget();
      ssh.forget();
    }
  }

  async function withdraw(to: Link, grantId: string, source: Source): Promise<void> {
    const answer = await to.client.withdraw(grantId, source);
    if (answer.ok && deps.link.get() === to) deps.apply(answer.value);
  }

  async function ask(
    to: Link,
    grant: Grant,
    key: DeviceKey,
    sealing: SealingKey,
    ssh: SshTries,
    source: Source,
  ): Promise<BrokerResult<Timed<Started>>> {
    const idempotencyKey = keys.get(grant.id) ?? deps.newId();
    keys.set(grant.id, idempotencyKey);
    return askAsDevice(deps.device, to.client, async () => {
      const sealTo = sealing.publicJwk;
      const signedAt = clock.read().wallAt + store.get().offsetMs;
      const sshKey = ssh.next();
      const proof = await key.signStart({ grantId: grant.id, sealTo, signedAt, ...sshKey });
      const body = { deviceId: key.id, sealTo, proof, source, ...sshKey };
      return to.client.start(grant.id, body, idempotencyKey);
    });
  }

  /** `null` when each credential is held; otherwise none is. */
  async function takeAll(
    grant: GrantIn<'active'>,
    started: Started,
    deadline: Deadline,
    { sealing, ssh }: { readonly sealing: SealingKey; readonly ssh: SshTries },
    flight: Flight,
  ): Promise<Refusal | null> {
    const { id: grantId, expiresAt } = grant;
    for (const { leaseId, sealed } of started.credentials) {
      const ended = over(deadline, flight);
      if (ended !== null) return giveBack(grantId, ended.source, ended.sentence);
      const opened = await sealing.unseal(sealed, { grantId, leaseId, expiresAt });
      if (!opened.ok) {
        return giveBack(grantId, 'sweep', words.act.notSealed);
      }
      const { connection } = opened.value;
      const secret = ssh.secretFor(opened.value, expiresAt);
      if (secret === null) {
        return giveBack(grantId, 'sweep', words.agent.certificate);
      }
      try {
        const targetName = grant.leases.find(({ id }) => id === leaseId)?.targetName ?? '';
        const taken = await custodian.take({ grantId, leaseId, targetName, connection, deadline }, secret);
        if (!taken.ok) return await giveBack(grantId, 'sweep', describeTaking(taken.error));
      } finally {
        // SECURITY: secrets-zeroed
        secret.fill(0);
      }
    }
    return null;
  }

  function over(deadline: Deadline, flight: Flight): { source: Source; sentence: string } | null {
    const source = flight.cancelledBy();
    if (source !== null) return { source, sentence: words.act.endedWhile };
    if (whatEnds(deadline, clock.read(), 0) === null) return null;
    return { source: 'time', sentence: words.act.answeredLate };
  }

  /** Wipes whatever of it is held, then has the broker end it. */
  async function giveBack(grantId: string, source: Source, sentence: string): Promise<Refusal> {
    await custodian.wipe(grantId, source);
    deps.onGivenBack(grantId, source);
    void telling.tell(grantId, source);
    return refuse(sentence);
  }

  type TakeError = Extract<Awaited<ReturnType<Custodian['take']>>, { ok: false }>['error'];
  function describeTaking(error: TakeError): string {
    switch (error.kind) {
      case 'over-already':
        return words.act.answeredLate;
      case 'disk':
        return words.act.diskFull;
      case 'missing':
      case 'locked':
      case 'not-answering':
      case 'failing':
        return words.act.nothingKept({ sentence: describeKeychainError(error, deps.platform) });
    }
  }

  return { start };
}
