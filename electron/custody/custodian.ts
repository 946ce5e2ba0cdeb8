/**
 * The custodian: holds credentials for as long as three witnesses allow, and wipes them at the first that says "over". The only one that touches
 * the keychain service of leases. It never shows or lends a secret but inside `use`, and never lets a doubt lengthen access.
 */
import type { Custody, Source } from '../../shared/custody.ts';
import { remainingMs, whatEnds } from '../../shared/deadline.ts';
import type { WipeProof } from '../../shared/receipt.ts';
import { toAccount } from '../keys/service-names.ts';
import type { Clock, Heartbeat } from '../ports/clock.ts';
import type { Custodian, Intake, Over } from '../ports/custodian.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Lines } from '../ports/lines.ts';
import type { Undo } from '../ports/undo.ts';
import { createJournal } from './journal.ts';
import { isLive, toIntake, type Entry } from './replay.ts';
import { createStrays } from './strays.ts';
import { createTaker } from './taker.ts';
import { createTurns } from './turns.ts';
import { createWiper } from './wiper.ts';

export interface CustodianDeps {
  readonly keychain: Keychain;
  /** The keychain service of leases; everything in it is swept. */
  readonly service: string;
  readonly clock: Clock;
  /** Beats while something is in custody; the custodian starts and stops it. */
  readonly heartbeat: Heartbeat;
  /** `<STINT_HOME>/custody.jsonl`. */
  readonly journal: Lines;
  readonly platform: NodeJS.Platform;
}

/** How far the high-water mark may be behind the wall clock, and so what a clock set back across a reboot could gain. */
const HIGH_WATER_EVERY_MS = 15_000;
/** Wall and boot clock are read with a grain of up to a second. */
const CLOCKS_APART_MS = 2000;

export function createCustodian(deps: CustodianDeps): Custodian {
  const { keychain, service, clock, heartbeat, platform } = deps;
  const journal = createJournal({ lines: deps.journal, clock });
  const turns = createTurns();
  const overListeners = new Set<(over: Over) => void>();
  const changeListeners = new Set<(news: undefined) => void>();
  /** Grants that have ended here: told once, and nothing more is taken for them. */
  const ended = new Set<string>();
  const taking = new Set<Intake>();
  let undoTimer: Undo = () => undefined;
  let undoBeat: Undo | null = null;
  let risingHighWater = false;
  let toldApartMs = 0;

  const entries = (): Entry[] => [...journal.state().entries.values()];
  /** What the keychain holds or may hold, from the moment its taking begins. */
  const inCustody = (): Intake[] => {
    const known = entries().filter(isLive);
    const begun = [...taking].filter(({ leaseId }) => !journal.state().entries.has(leaseId));
    return [...known, ...begun];
  };
  const isDue = ({ deadline }: Intake): boolean =>
    whatEnds(deadline, clock.read(), journal.state().highWaterAt) !== null;

  /** The timer at the next end, and the heartbeat while anything is in custody. */
  const arm = (): void => {
    undoTimer();
    undoTimer = () => undefined;
    const now = clock.read();
    const { highWaterAt } = journal.state();
    const ends = entries()
      .filter(({ phase }) => phase === 'held')
      .map(({ deadline }) => now.wallAt + remainingMs(deadline, now, highWaterAt));
    if (ends.length > 0) {
      undoTimer = clock.at(Math.min(...ends), () => {
        void sweepDue(false);
      });
    }
    const isNeeded = strays.isLeft() || entries().some(isLive);
    if (isNeeded) undoBeat ??= heartbeat.start(() => void sweepDue(false));
    else {
      undoBeat?.();
      undoBeat = null;
    }
  };
  const clocksApartMs = (): number => clock.read().wallAt - clock.read().bootMs;
  const changed = (): void => {
    arm();
    toldApartMs = clocksApartMs();
    tell(changeListeners, undefined);
  };

  const wiper = createWiper({ keychain, service, journal, clock, platform, turns, changed });
  const strays = createStrays({ keychain, service, journal, clock });
  const isOver = (intake: Intake): boolean => ended.has(intake.grantId) || isDue(intake);
  const take = createTaker({ keychain, service, journal, wiper, turns, isOver, changed });

  const tell = <T>(listeners: ReadonlySet<(news: T) => void>, news: T): void => {
    for (const listener of [...listeners]) {
      try {
        listener(news);
      } catch (cause) {
        // A bug of whoever listens must be seen, and must not stop a wipe.
        queueMicrotask(() => {
          throw cause;
        });
      }
    }
  };

  const wipeGrant = async (grantId: string, source: Source): Promise<void> => {
    const own = inCustody().filter((one) => one.grantId === grantId);
    if (own.length === 0) return;
    const isNews = !ended.has(grantId);
    ended.add(grantId);
    const wiping = own.map(({ leaseId }) => wiper.wipe(leaseId, source));
    if (isNews) tell<Over>(overListeners, { grantId, source, at: clock.read().wallAt });
    await Promise.all(wiping);
  };
  const wipeGrants = (own: readonly Intake[], source: Source): Promise<unknown> =>
    Promise.all([...new Set(own.map(({ grantId }) => grantId))].map((id) => wipeGrant(id, source)));

  const raiseHighWater = async (): Promise<void> => {
    const { highWaterAt } = journal.state();
    if (risingHighWater || !entries().some(({ phase }) => phase === 'held')) return;
    if (clock.read().wallAt - highWaterAt < HIGH_WATER_EVERY_MS) return;
    risingHighWater = true;
    await journal.writeAnyway({ kind: 'high-water' });
    risingHighWater = false;
  };

  /** `all`: also what is waiting for its next try. */
  const sweepDue = async (all: boolean): Promise<void> => {
    // SECURITY: three-witnesses
    const due = entries().filter((entry) => entry.phase === 'held' && isDue(entry));
    await Promise.all([wipeGrants(due, 'time'), wiper.retry(all), strays.retry(all), raiseHighWater()]);
    // Somebody has set the wall clock: what was told as an instant means another length of time now.
    if (Math.abs(clocksApartMs() - toldApartMs) > CLOCKS_APART_MS) changed();
    else arm();
  };

  const toCustody = (entry: Entry): Custody => {
    switch (entry.phase) {
      case 'held':
        // From the moment it is over nothing shows it as held, though its first line is still on its way.
        if (ended.has(entry.grantId)) return { custody: 'wiping' };
        return { custody: 'held', since: entry.heldAt };
      case 'will-hold':
      case 'wiping': {
        const pending = wiper.pending(entry.leaseId);
        if (pending === null) return { custody: 'wiping' };
        return { custody: 'wipe-pending', since: pending.since, sentence: pending.sentence };
      }
      case 'wiped':
        return { custody: 'wiped', wipedAt: entry.wipedAt, readBack: 'absent' };
    }
  };

  const toProofs = (isMeant: (entry: Entry) => boolean): readonly WipeProof[] =>
    entries()
      .filter((entry) => isMeant(entry) && (entry.phase !== 'held' || ended.has(entry.grantId)))
      .map((entry) => ({
        leaseId: entry.leaseId,
        targetName: entry.targetName,
        custody: toCustody(entry),
      }));

  return {
    recover: async () => {
      await journal.load();
      const live = entries().filter(isLive);
      const broken = live.filter(({ phase }) => phase !== 'held');
      const due = live.filter((entry) => entry.phase === 'held' && isDue(entry));
      await Promise.all([wipeGrants(broken, 'sweep'), wipeGrants(due, 'time')]);
      await strays.clear();
      changed();
    },
    take: async (intake, secret) => {
      taking.add(intake);
      try {
        return await take(intake, secret);
      } finally {
        taking.delete(intake);
        changed();
      }
    },
    extend: async (grantId, deadline, certificates = {}) => {
      const isHeld = (): boolean => {
        const own = entries().filter((entry) => entry.grantId === grantId && isLive(entry));
        return own.length > 0 && own.every((entry) => entry.phase === 'held' && !isOver(entry));
      };
      if (!isHeld()) return { ok: false, error: { kind: 'over-already' } };
      try {
        // SECURITY: later-end-journalled
        await journal.write({ kind: 'extended', grantId, deadline, certificates });
      } catch (cause) {
        return { ok: false, error: { kind: 'disk', cause } };
      }
      changed();
      return isHeld() ? { ok: true } : { ok: false, error: { kind: 'over-already' } };
    },
    wipe: async (grantId, source) => {
      const own = inCustody().filter((one) => grantId === 'all' || one.grantId === grantId);
      await wipeGrants(own, source);
      return toProofs(({ leaseId }) => own.some((one) => one.leaseId === leaseId));
    },
    use: async (leaseId, use) => {
      const held = (): Entry | null => {
        const entry = journal.state().entries.get(leaseId);
        return entry?.phase === 'held' && !isOver(entry) ? entry : null;
      };
      if (held() === null) return { ok: false, error: { kind: 'not-held' } };
      const read = await keychain.read(service, toAccount(leaseId));
      if (!read.ok) return read;
      if (read.value === null) return { ok: false, error: { kind: 'not-held' } };
      try {
        // It may have ended while the keychain was answering.
        const entry = held();
        if (entry === null) return { ok: false, error: { kind: 'not-held' } };
        return { ok: true, value: await use(read.value, entry.connection) };
      } finally {
        // SECURITY: secrets-zeroed
        read.value.fill(0);
      }
    },
    remainingMs: (grantId) => {
      const own = entries().filter((entry) => entry.grantId === grantId && entry.phase === 'held');
      if (own.length === 0) return 0;
      const { highWaterAt } = journal.state();
      return Math.min(...own.map(({ deadline }) => remainingMs(deadline, clock.read(), highWaterAt)));
    },
    holdings: () =>
      entries()
        .filter((entry) => isLive(entry) && entry.phase !== 'will-hold')
        .map((entry) => ({ ...toIntake(entry), custody: toCustody(entry) })),
    proofs: (grantId) => toProofs((entry) => entry.grantId === grantId),
    sweep: () => sweepDue(true),
    onOver: (listener) => {
      overListeners.add(listener);
      return () => {
        overListeners.delete(listener);
      };
    },
    onChange: (listener) => {
      changeListeners.add(listener);
      return () => {
        changeListeners.delete(listener);
      };
    },
  };
}
