// A broker is killed between each pair of statements of minting and of taking back; the next one leaves no login without a lease,
// and nothing that the killed one held is kept from it for longer than a claim lasts: see takeover.ts.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMakers } from '../../../broker/issuers/postgresql/makers.ts';
import { has15 } from '../demo-server.ts';
import { holdSignIns } from '../issuers/held-sign-ins.ts';
import { makeCrashBench, writer, type CrashBench } from './crash-bench.ts';
import type { Doomed } from './doom.ts';
import type { DoomedOrder } from './doomed-broker.ts';
import { DONE_WITHIN_MS, expectShortClaims } from './takeover.ts';

/** All of them die before the claim of the first runs out, and none takes over what another has left. */
const AT_ONCE = 9;

interface Death {
  readonly doomed: Doomed;
  /** The statement it did not ask any more. */
  readonly before: string | null;
}

describe.each([
  { version: 'embedded' as const, here: true },
  { version: '15' as const, here: has15 },
])('at PostgreSQL $version, after a broker was killed', ({ version, here }) => {
  describe.skipIf(!here)('between any two statements', () => {
    let bench: CrashBench;
    beforeAll(async () => void (bench = await makeCrashBench(version)));
    afterAll(() => bench.stop());

    /** `entitlements` of each; `ready`: before its turn comes. */
    async function killEach(
      does: DoomedOrder['does'],
      logins: number,
      ready: (doomed: Doomed) => Promise<void> = () => Promise.resolve(),
    ): Promise<readonly Death[]> {
      const entitlements = Array.from({ length: logins }, () => writer);
      const deaths: Death[] = [];
      for (let from = 1; deaths.at(-1)?.before !== null; from += AT_ONCE) {
        const group = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, index) =>
            bench.doomed({ does, entitlements, dieBefore: from + index, maker: makerNumber(from + index) }),
          ),
        );
        for (const doomed of group) await ready(doomed);
        const ended: Death[] = [];
        for (const doomed of group) ended.push({ doomed, before: await doomed.go() });
        await comeUp(ended);
        deaths.push(...ended);
      }
      return deaths;
    }

    /** A broker that comes up afterwards. What was made whole, for somebody to use, it is told to end. */
    async function comeUp(deaths: readonly Death[]): Promise<void> {
      await expectShortClaims(bench.access.owner);
      expect(await bench.strays()).toEqual([]);
      const grantIds = deaths.map(({ doomed }) => doomed.order.grantId);
      const leases = bench.db.selectFrom('lease').selectAll().where('grant_id', 'in', grantIds);
      const keeper = bench.keeper();
      try {
        await keeper.start();
        const whole = (await leases.execute()).filter(({ state }) => state === 'active');
        for (const id of new Set(whole.map((row) => row.grant_id))) await keeper.endGrant(id ?? '');
        await vi.waitFor(
          async () => {
            expect((await leases.execute()).filter(({ state }) => state !== 'revoked')).toEqual([]);
            expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
          },
          { timeout: DONE_WITHIN_MS, interval: 25 },
        );
      } finally {
        await keeper.stop();
      }
      const ids = (await leases.execute()).map(({ id }) => id);
      for (const action of ['lease-end-ordered', 'lease-revoked']) {
        const times = await bench.audited(action);
        expect(ids.map((id) => times.get(id))).toEqual(ids.map(() => 1));
      }
      for (const action of ['lease-stuck', 'login-found-without-lease'])
        expect(await bench.audited(action)).toEqual(new Map());
      expect(await sessionsOfLogins()).toEqual([]);
      expect(await oddMakers()).toEqual([]);
    }

    /** Of logins that are gone as well: those have no name any more. */
    const sessionsOfLogins = () =>
      bench.target.asSuperuser(
        `SELECT pid FROM pg_stat_activity WHERE usename LIKE 'stint\\_0%'
             OR (usesysid IS NOT NULL AND usesysid NOT IN (SELECT oid FROM pg_roles))`,
      );

    /** Makers that could sign in, may do more than make roles, or that anybody but the issuer's login may become. */
    const oddMakers = () =>
      bench.target.asSuperuser(
        `SELECT rolname FROM pg_authid AS maker WHERE rolname LIKE 'stint\\_maker\\_%' AND (
            rolcanlogin OR rolpassword IS NOT NULL OR rolsuper OR rolcreatedb OR rolreplication OR rolbypassrls
            OR EXISTS (SELECT FROM pg_auth_members WHERE roleid = maker.oid AND member <> 'stint_issuer'::regrole)
            OR EXISTS (SELECT FROM pg_auth_members WHERE member = maker.oid))`,
      );

    /** Each has one of its own to make. */
    const makerNumber = (number: number): string => {
      const own = createMakers(
        () => Promise.reject(new Error('Not asked.')),
        bench.target.issuerDeps.login.user,
      );
      return own.of('any').replace(/\d\d$/u, String(number).padStart(2, '0'));
    };

    const statementsOf = (deaths: readonly Death[]): string => deaths.map(({ before }) => before).join('\n');

    it('of minting, nothing half made is left', async () => {
      const deaths = await killEach('mint', 2);
      const statements = statementsOf(deaths);
      expect(statements.match(/^begin$/gmu)).toHaveLength(2);
      expect(statements).toMatch(/^SELECT pg_advisory_xact_lock\(hashtextextended\('stint_0/mu);
      if (version !== '15') expect(statements).toMatch(/^CREATE ROLE stint_maker/mu);
    });

    it.skipIf(version === '15')(
      'of making a dropped maker once more, nothing half made is left',
      async () => {
        const deaths = await killEach('mint again', 1, async ({ order: { grantId, maker } }) => {
          const keeper = bench.keeper();
          await keeper.start();
          await keeper.endGrant(grantId);
          await keeper.stop();
          await bench.target.asSuperuser(`DROP ROLE ${maker ?? ''}`);
        });
        expect(statementsOf(deaths)).toMatch(
          /^SELECT pg_advisory[^]*^CREATE ROLE stint_maker[^]*^SELECT pg_advisory/mu,
        );
      },
    );

    it('of taking several back together, all go, with their sessions, and what they own stays', async () => {
      const sessions: Promise<Error>[] = [];
      const deaths = await killEach('end', 3, async (doomed) => {
        sessions.push((await bench.busy(doomed)).broken);
      });
      const statements = statementsOf(deaths);
      for (const each of [
        /^begin$/mu,
        /(ALTER|SET LOCAL) ROLE "stint/mu,
        /^DROP ROLE/mu,
        /^REVOKE/mu,
        /^GRANT/mu,
      ])
        expect(statements).toMatch(each);
      for (const session of sessions) expect(await session).toBeInstanceOf(Error);
      const by = { user: 'bystander', password: 'by' };
      for (const { doomed } of deaths) {
        const { grantId } = doomed.order;
        const rows = await bench.db.selectFrom('lease').selectAll().where('grant_id', '=', grantId).execute();
        expect(rows.map(({ left_behind: left }) => left).filter((left) => left.length > 0)).toEqual([
          [`function desk."peek ${grantId}"()`, `table desk."${grantId}"`],
        ]);
        expect(Math.max(...rows.map((row) => row.sessions_ended))).toBeLessThanOrEqual(1);
        expect(await bench.target.asSuperuser(`SELECT line FROM desk."${grantId}"`)).toEqual([
          { line: 'mine' },
        ]);
        expect(await bench.target.tryToEnter(by, `SELECT desk."peek ${grantId}"()`)).toBe('42501');
      }
    });

    it.each([1, 2])(
      'of taking %i back, somebody who was just signing in is put out, whether before or after the login is gone',
      async (logins) => {
        const door = await holdSignIns(bench.target);
        const group = await Promise.all(
          Array.from({ length: AT_ONCE }, (_, index) =>
            bench.doomed({
              does: 'end',
              entitlements: Array.from({ length: logins }, () => writer),
              dieBefore: index + 1,
            }),
          ),
        );
        const comingIn: Promise<{ readonly broken: Promise<Error> }>[] = [];
        for (const { made } of group)
          for (const login of made) comingIn.push((await door.come(login)).session);
        const deaths: Death[] = [];
        for (const doomed of group) deaths.push({ doomed, before: await doomed.go() });
        // One of them has dropped its logins and has written down nothing of it.
        expect(statementsOf(deaths)).toMatch(/DROP ROLE[^]*^begin$/mu);
        await door.letIn();
        const sessions = await Promise.all(comingIn);
        expect(await sessionsOfLogins()).toHaveLength(sessions.length);
        const keeper = bench.keeper();
        try {
          await keeper.start();
          for (const { doomed } of deaths) await keeper.endGrant(doomed.order.grantId);
          await vi.waitFor(async () => expect(await sessionsOfLogins()).toEqual([]), {
            timeout: DONE_WITHIN_MS,
            interval: 25,
          });
          for (const session of sessions) expect(await session.broken).toBeInstanceOf(Error);
        } finally {
          await keeper.stop();
        }
      },
    );
  });
});
