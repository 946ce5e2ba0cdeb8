// A broker is killed between each pair of changes of taking logins back, alone and in a batch; the one beside it, which just goes on, has them gone
// once the claims have run out (see takeover.ts), or as soon as it reaches a target that was away meanwhile.
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import type { Issuer } from '../../../broker/ports/issuer.ts';
import type { LeaseKeeper } from '../../../broker/ports/lease-keeper.ts';
import { makeDoor, type Door } from '../door.ts';
import { makeCrashBench, writer, type CrashBench } from '../leases/crash-bench.ts';
import type { Doomed } from '../leases/doom.ts';
import { DONE_WITHIN_MS, expectShortClaims } from '../leases/takeover.ts';

/** Two that end together, and one with a session and things of its own, which ends by itself. */
const THREE = [writer, writer, writer];
/** So many are up at a time. */
const AT_ONCE = 6;
/** Among those that an end makes. Where the broker that lives has taken leases before a doomed one came to them, those not met are looked for by name. */
const CHANGES = [/^begin$/mu, /(ALTER|SET LOCAL) ROLE "stint/mu, /^DROP ROLE/mu, /^(GRANT|REVOKE)/mu];
const MOST_GROUPS = 8;

let bench: CrashBench;
let door: Door;
let issuer: Issuer;
let lives: LeaseKeeper;
beforeAll(async () => {
  bench = await makeCrashBench('embedded');
  door = await makeDoor(bench.target.superuser.port);
  const login = { ...bench.target.issuerDeps.login, port: door.port };
  issuer = createPostgresqlIssuer({ ...bench.target.issuerDeps, login });
  lives = bench.keeper(issuer);
  await lives.start();
});
afterAll(async () => {
  await lives.stop();
  await issuer.close();
  await door.shut();
  await bench.stop();
});
/** What the last test has left would be taken for this one's: what nobody waited for there may still be going. */
beforeEach(() =>
  vi.waitFor(async () => expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] })),
);

const leasesOf = (grantId: string) =>
  bench.db.selectFrom('lease').selectAll().where('grant_id', '=', grantId).execute();

/** Brokers that have made three logins each and die, each before one of these changes of ending them. */
async function doom(dying: readonly (number | string)[]): Promise<readonly Doomed[]> {
  const all = await Promise.all(
    dying.map((dieBefore) => bench.doomed({ does: 'end', entitlements: THREE, dieBefore })),
  );
  for (const doomed of all) await bench.busy(doomed);
  return all;
}

/** Every login of the grant is gone, each has one end in the audit, and nobody is signed in any more. */
async function expectGone(grantId: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const rows = await leasesOf(grantId);
      expect(rows.map(({ state }) => state)).toEqual(THREE.map(() => 'revoked'));
    },
    { timeout: DONE_WITHIN_MS, interval: 25 },
  );
  const rows = await leasesOf(grantId);
  for (const action of ['lease-end-ordered', 'lease-revoked']) {
    const times = await bench.audited(action);
    expect(rows.map(({ id }) => times.get(id))).toEqual(THREE.map(() => 1));
  }
  const names = rows.map(({ account }) => `'${account}'`).join(', ');
  // A session whose login is gone has no name: it is known by the number that was noted.
  const marks = rows.map(({ mark }) => mark ?? 'nothing was noted').join(', ');
  const left = `SELECT rolname FROM pg_roles WHERE rolname IN (${names})
    UNION ALL SELECT pid::text FROM pg_stat_activity WHERE usesysid IN (${marks})`;
  expect(await bench.target.asSuperuser(left)).toEqual([]);
  expect(await bench.target.asSuperuser(`SELECT line FROM desk."${grantId}"`)).toEqual([{ line: 'mine' }]);
}

it('takes over what a killed broker was taking back, wherever it was, once its claim has run out', async () => {
  const before: (string | null)[] = [];
  // One that comes to its end may have found its leases taken by the one that lives; two in a row have no change left to die before.
  const missing = (): readonly RegExp[] => CHANGES.filter((each) => !each.test(before.join('\n')));
  let isThrough = false;
  for (let groups = 0; groups < MOST_GROUPS && !(isThrough && missing().length === 0); groups += 1) {
    const next = Array.from({ length: AT_ONCE }, (_, index) => before.length + 1 + index);
    const group = await doom(isThrough ? missing().map(({ source }) => source) : next);
    for (const doomed of group) {
      before.push(await doomed.go());
      // Not one login of which no lease knows, and none is called revoked before it is.
      expect(await bench.strays()).toEqual([]);
      await expectShortClaims(bench.access.owner);
      // It died before it had written down the end: somebody orders it once more.
      if ((await leasesOf(doomed.order.grantId)).every(({ state }) => state === 'active'))
        await lives.endGrant(doomed.order.grantId);
    }
    isThrough ||= before.slice(-2).every((each) => each === null);
    await Promise.all(group.map(({ order }) => expectGone(order.grantId)));
  }
  expect(missing()).toEqual([]);
});

it('goes on once the target is back, where it was away when a broker was killed', async () => {
  const group = await doom(Array.from({ length: AT_ONCE }, (_, index) => 2 + index));
  await door.shut();
  const before: (string | null)[] = [];
  for (const doomed of group) before.push(await doomed.go());
  expect(before.filter((statement) => statement !== null).length).toBeGreaterThan(1);
  // It has tried by then, each of them, and calls none of them gone: nor is any of which it knows nothing.
  await vi.waitFor(
    async () => {
      for (const { order } of group)
        for (const row of await leasesOf(order.grantId))
          expect(row.state === 'revoked' || row.attempts > 0).toBe(true);
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(await bench.strays()).toEqual([]);
  await door.open();
  for (const { order } of group) await expectGone(order.grantId);
});
