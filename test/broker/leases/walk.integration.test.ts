// A seeded walk: random orders, failures, crashes and time against two brokers on one storage, checked against a model of what must be true.
import fc from 'fast-check';
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAudit } from '../../../broker/audit/verify.ts';
import type { LeaseKeeper } from '../../../broker/ports/lease-keeper.ts';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { entitlementAt, makeBench, type Bench } from './keeper-bench.ts';
import { requester } from '../requester.ts';

type Step =
  | {
      readonly do: 'mint';
      readonly by: 0 | 1;
      readonly targets: readonly ('books' | 'wages')[];
      readonly lastsMs: number;
    }
  | { readonly do: 'end'; readonly by: 0 | 1; readonly nth: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'fail' | 'heal'; readonly target: 'books' | 'wages' }
  | { readonly do: 'stray'; readonly target: 'books' | 'wages' }
  | { readonly do: 'restart'; readonly which: 0 | 1 };

const by = fc.constantFrom(0 as const, 1 as const);
const target = fc.constantFrom('books' as const, 'wages' as const);
const targets = fc.array(target, { minLength: 1, maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('mint' as const),
      by,
      targets,
      lastsMs: fc.integer({ min: 1, max: 60_000 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), by, nth: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 30_000 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('fail' as const, 'heal' as const), target }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stray' as const), target }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), which: by }) },
);

let storage: TestStorage;
let access: StorageAccess;
beforeAll(async () => {
  storage = await startTestStorage();
  access = await storage.fresh();
});
afterAll(() => storage.stop());

interface Known {
  readonly grantId: string;
  readonly endsAt: number;
  ended: boolean;
}

/** True at every moment: a login at a target has a row that is not revoked, unless the test has planted it. */
async function checkInvariants(bench: Bench, strays: ReadonlySet<string>): Promise<void> {
  // Logins first, rows second: a row is written before its login and says revoked only after it is gone.
  const logins = [...bench.issuers.books.logins, ...bench.issuers.wages.logins].filter(
    (id) => !strays.has(id),
  );
  const rows = await bench.db.selectFrom('lease').select(['id', 'state']).execute();
  const gone = rows.filter(({ state }) => state === 'revoked').map(({ id }) => id);
  const now = [...bench.issuers.books.logins, ...bench.issuers.wages.logins];
  for (const id of logins) {
    expect(rows.map((row) => row.id)).toContain(id);
    if (now.includes(id)) expect(gone).not.toContain(id);
  }
}

async function walk(steps: readonly Step[]): Promise<void> {
  const bench = await makeBench(access);
  try {
    const keepers: LeaseKeeper[] = [bench.keeper, bench.another()];
    await Promise.all(keepers.map((keeper) => keeper.start()));
    const known: Known[] = [];
    const strays = new Set<string>();
    const keeper = (at: 0 | 1): LeaseKeeper => keepers[at] ?? bench.keeper;
    for (const each of steps) {
      await play(each);
      await checkInvariants(bench, strays);
    }
    // Everything heals and time passes: all that is over is gone, all that is not is still there.
    for (const issuer of Object.values(bench.issuers)) issuer.failing = undefined;
    const live = () =>
      new Set(
        known
          .filter((grant) => !grant.ended && grant.endsAt > bench.clock.now())
          .map(({ grantId }) => grantId),
      );
    await bench.advanceUntil(async () => {
      const rows = await bench.db.selectFrom('lease').select(['id', 'grant_id', 'state']).execute();
      const logins = [...bench.issuers.books.logins, ...bench.issuers.wages.logins];
      const over = rows.filter((row) => !live().has(row.grant_id ?? ''));
      return (
        over.every(({ state }) => state === 'revoked') &&
        logins.every((id) => !over.some((row) => row.id === id) && rows.some((row) => row.id === id))
      );
    }, 40 * 60_000);
    expect((await verifyAudit(bench.db)).verdict).toBe('whole');

    async function play(each: Step): Promise<void> {
      switch (each.do) {
        case 'mint': {
          const grantId = ulid();
          const endsAt = bench.clock.now() + each.lastsMs;
          const entitlements = each.targets.map((name) => entitlementAt(name));
          const failing = each.targets.some((name) => bench.issuers[name].failing !== undefined);
          const outcome = await keeper(each.by).mintAll({
            grantId,
            entitlements,
            expiresAt: endsAt,
            requester,
          });
          expect(outcome.ok).toBe(!failing);
          known.push({ grantId, endsAt, ended: !outcome.ok });
          if (outcome.ok) expect(await statesOf(grantId)).toEqual(each.targets.map(() => 'active'));
          return;
        }
        case 'end': {
          const grant = known[each.nth];
          if (grant === undefined) return;
          await keeper(each.by).endGrant(grant.grantId);
          grant.ended = true;
          expect(await statesOf(grant.grantId)).not.toContain('active');
          return;
        }
        case 'wait':
          bench.clock.advance(each.ms);
          return;
        case 'fail':
          bench.issuers[each.target].failing = { kind: 'unreachable', sentence: 'It is away.' };
          return;
        case 'heal':
          bench.issuers[each.target].failing = undefined;
          return;
        case 'stray': {
          const id = ulid();
          strays.add(id);
          bench.issuers[each.target].logins.add(id);
          return;
        }
        case 'restart':
          await keeper(each.which).stop();
          keepers[each.which] = bench.another();
          await keeper(each.which).start();
          return;
      }
    }

    async function statesOf(grantId: string): Promise<readonly string[]> {
      const rows = await bench.db
        .selectFrom('lease')
        .select('state')
        .where('grant_id', '=', grantId)
        .execute();
      return rows.map(({ state }) => state);
    }
  } finally {
    await bench.stop();
  }
}

const SEED = 20_260_302;

it(`ends every lease and no other, whatever happens (seed ${SEED})`, { timeout: 600_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25, size: 'max' }), walk), {
    seed: SEED,
    numRuns: 6,
    endOnFailure: true,
  });
});
