/**
 * The loop that revokes what is due: wakes at the next due instant, when kicked, and every few seconds for what other brokers have left.
 * A target that does not answer holds up its own leases only.
 */
import type { LeaseParts } from './lease-deps.ts';
import { claimDue, findDueTargets, findNextDue, revokeClaimed } from './revoke-due.ts';

const LOOK_EVERY_MS = 5_000;
const AFTER_TROUBLE_MS = 1_000;
const AT_ONCE_PER_TARGET = 8;

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
      const free = AT_ONCE_PER_TARGET - busy.size;
      if (free === 0) continue;
      for (const lease of await claimDue(parts, targetId, free)) {
        const work = revokeClaimed(parts, lease)
          .catch((error: unknown) => log.error({ err: error, leaseId: lease.id }, 'Revoking a lease threw'))
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
