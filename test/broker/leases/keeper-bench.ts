// A lease keeper on a fresh database, with fake targets and a clock that stands still; what the tests of leases share.
import type { Kysely } from 'kysely';
import { ulid } from 'ulid';
import { vi } from 'vitest';
import type { LeaseKeeperDeps } from '../../../broker/leases/lease-deps.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import type { LeaseChange, LeaseKeeper, MintOutcome } from '../../../broker/ports/lease-keeper.ts';
import type { EntitlementRule } from '../../../broker/ports/profile-rule.ts';
import type { Database } from '../../../broker/storage/database.ts';
import { openStorage, type StorageAccess } from '../../../broker/storage/open-storage.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import { query } from '../test-storage.ts';
import { createFakeIssuer, type FakeIssuer } from './fake-issuer.ts';
import { watchSessions } from './sessions.ts';
import { requester } from '../requester.ts';

export const HOUR = 3_600_000;
const STEP_MS = 500;
/** Of a busy machine, for one step. */
const REAL_MS_A_STEP = 25;

export function entitlementAt(targetId: string, role = 'reader'): EntitlementRule {
  return {
    id: `${targetId}-${role}`,
    kind: 'postgresql',
    targetId,
    targetName: targetId,
    role,
    database: 'books',
  };
}

export const BOTH = [entitlementAt('books'), entitlementAt('wages')];
/** Said by the target of the books while it fails. */
export const DOWN = { kind: 'unreachable', sentence: 'books did not answer.' } as const;

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly facts: object;
  readonly message: string;
}

export interface Bench {
  readonly db: Kysely<Database>;
  readonly access: StorageAccess;
  readonly clock: FakeClock;
  readonly issuers: { readonly books: FakeIssuer; readonly wages: FakeIssuer };
  readonly keeper: LeaseKeeper;
  readonly changes: LeaseChange[];
  readonly lines: LogLine[];
  /** Mints by `keeper`; throws where it does not. */
  mint(
    grantId?: string,
    entitlements?: readonly EntitlementRule[],
    lastsMs?: number,
  ): Promise<MintOutcome & { ok: true }>;
  /** Another broker on the same storage and targets. */
  another(deps?: Partial<LeaseKeeperDeps>): LeaseKeeper;
  /** Moves the clock in small steps until the probe is content. While the storage is at work, time stands still. */
  advanceUntil(probe: () => boolean | Promise<boolean>, limitMs: number): Promise<void>;
  states(): Promise<readonly string[]>;
  /** A probe: whether every lease is in this state. */
  areAll(state: string): () => Promise<boolean>;
  /** What the audit says was done, in its order. */
  auditActions(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** `access`: of a database that only this file uses; it is emptied first. */
export async function makeBench(access: StorageAccess): Promise<Bench> {
  const sessions = watchSessions(access);
  const db = await openStorage(sessions.access, () => undefined);
  await query(access.owner, 'truncate lease, audit, look_around');
  const clock = createFakeClock();
  const issuers = { books: createFakeIssuer(), wages: createFakeIssuer() };
  const lines: LogLine[] = [];
  const line = (level: LogLine['level']) => (facts: object, message: string) =>
    void lines.push({ level, facts, message });
  const log = { info: line('info'), warn: line('warn'), error: line('error') };
  const deps = {
    db,
    clock,
    log,
    issuers: new Map(Object.entries(issuers)),
    newId: () => ulid(),
    random: () => 0,
  };
  const keepers: LeaseKeeper[] = [];
  const another: Bench['another'] = (others) => {
    const made = createLeaseKeeper({ ...deps, ...others });
    keepers.push(made);
    return made;
  };
  const keeper = another();
  const changes: LeaseChange[] = [];
  keeper.onChange((these) => changes.push(...these));

  async function states(): Promise<readonly string[]> {
    const rows = await db.selectFrom('lease').select('state').orderBy('id').execute();
    return rows.map(({ state }) => state);
  }

  return {
    db,
    access,
    clock,
    issuers,
    keeper,
    changes,
    lines,
    async mint(grantId = ulid(), entitlements = BOTH, lastsMs = HOUR) {
      const outcome = await keeper.mintAll({
        grantId,
        entitlements,
        expiresAt: clock.now() + lastsMs,
        requester,
      });
      if (!outcome.ok) throw new Error(outcome.sentence);
      return outcome;
    },
    another,
    async advanceUntil(probe, limitMs) {
      const until = clock.now() + limitMs;
      await vi.waitFor(
        async () => {
          if (await probe()) return;
          // A claim lasts seconds, and a commit on a busy machine as long as many steps: it would have run out before anybody sees it.
          // Also where time stands still: what was to run at an instant that has passed meanwhile runs, as it would by a real clock.
          clock.advance(sessions.areAtWork() ? 0 : Math.min(STEP_MS, until - clock.now()));
          throw new Error(`Not yet, ${until - clock.now()} ms before the limit.`);
        },
        { timeout: 60_000 + (limitMs / STEP_MS) * REAL_MS_A_STEP, interval: 5 },
      );
    },
    states,
    areAll: (state) => async () => (await states()).every((each) => each === state),
    async auditActions() {
      const rows = await db.selectFrom('audit').select('entry').orderBy('seq').execute();
      // Entries are JSON that the audit itself has written.
      return rows.map(({ entry }) => (JSON.parse(entry) as { action: string }).action);
    },
    async stop() {
      await Promise.all(keepers.map((each) => each.stop()));
      await db.destroy();
    },
  };
}
