/**
 * The loop that revokes what is due: wakes at the next due instant, when kicked, and every second for what other brokers have left.
 * A target that does not answer holds up its own leases only.
 */
import type { LeaseParts } from './lease-deps.ts';
import { claimDue, findDueTargets, findNextDue, type ClaimedLease } from './claim-due.ts';
import { revokeClaimed } from './revoke-due.ts';

/** Whoever looks so often knows of each claim before it can have run out, and wakes when it does. */
const LOOK_EVERY_MS = 1_000;
const AFTER_TROUBLE_MS = 1_000;
const AT_ONCE_PER_TARGET = 8;
/** Where a target takes many back in few statements: so many together. Each drop holds a lock there until the batch is through. */
const TOGETHER = 500;
const BATCHES_PER_TARGET = 2;

export interface RevocationLoop {
  start(): void;
  /** Looks at once; if it is looking, once more after that. */
  kick(): void;
  /** Revokes what has been ordered by now, and waits for it; what fails stays for the next start. */
  stop(): Promise<void>;
}

export function createRevocationLoop(parts: LeaseParts): RevocationLoop {
  const { clock, log } = parts;
  const atWork = new Map<string, Set<Promise<void>>>();
  let state: 'idle' | 'running' | 'stopped' = 'idle';
  let passing: Promise<void> | undefined;
  let again = false;
  let undo: (() => void) | undefined;

  function kick(): void {
    if (state !== 'running') return;
    if (passing !== undefined) {
      again = true;
      return;
    }
    undo?.();
    again = false;
    passing = pass().then(
      (wakeAt) => afterPass(wakeAt),
      (error: unknown) => {
        log.error({ err: error }, 'The storage did not tell which leases are due');
        afterPass(clock.now() + AFTER_TROUBLE_MS);
      },
    );
  }

  function afterPass(wakeAt: number): void {
    passing = undefined;
    if (state !== 'running') return;
    undo = clock.at(wakeAt, kick);
    if (again) kick();
  }

  /** Answers when to look again. */
  async function pass(): Promise<number> {
    const lookedAt = clock.now();
    for (const targetId of await findDueTargets(parts)) {
      const busy = atWork.get(targetId) ?? new Set();
      atWork.set(targetId, busy);
      for (const leases of await claimFor(targetId, busy.size)) {
        const leaseIds = leases.map(({ id }) => id);
        const work = revokeClaimed(parts, leases)
          .catch((error: unknown) => log.error({ err: error, leaseIds }, 'Revoking leases threw'))
          .finally(() => {
            busy.delete(work);
            kick();
          });
        busy.add(work);
      }
    }
    const latest = clock.now() + LOOK_EVERY_MS;
    const next = (await findNextDue(parts)) ?? latest;
    // Due since this look began: it has had no turn.
    if (next > lookedAt && next <= clock.now()) again = true;
    // Past already: it waits for a place at its target, whose work kicks the loop when done.
    return next <= clock.now() ? latest : Math.min(next, latest);
  }

  /** What there is room for, each to be worked on by itself or, where the target can do that, many together. */
  async function claimFor(
    targetId: string,
    atWorkNow: number,
  ): Promise<readonly (readonly ClaimedLease[])[]> {
    const together = parts.issuers.get(targetId)?.revokeMany !== undefined;
    if (!together) {
      const limit = AT_ONCE_PER_TARGET - atWorkNow;
      if (limit <= 0) return [];
      return (await claimDue(parts, targetId, { limit, together })).map((lease) => [lease]);
    }
    const batches: (readonly ClaimedLease[])[] = [];
    while (atWorkNow + batches.length < BATCHES_PER_TARGET) {
      const batch = await claimDue(parts, targetId, { limit: TOGETHER, together });
      if (batch.length > 0) batches.push(batch);
      if (batch.length < TOGETHER) break;
    }
    return batches;
  }

  return {
    start() {
      state = 'running';
      kick();
    },
    kick,
    async stop() {
      const ran = state === 'running';
      state = 'stopped';
      undo?.();
      await passing;
      // An end that was ordered a moment ago has had no turn yet.
      if (ran)
        await pass().catch((error: unknown) =>
          log.error({ err: error }, 'The last look at due leases failed'),
        );
      await Promise.all([...atWork.values()].flatMap((works) => [...works]));
    },
  };
}
