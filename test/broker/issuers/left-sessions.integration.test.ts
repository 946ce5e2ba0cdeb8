// Sessions that have outlived their login: it was dropped while somebody was just signing in, or by a broker that did not live to end them.
import { ulid } from 'ulid';
import { expect, it } from 'vitest';
import { requester } from '../requester.ts';
import { holdSignIns } from './held-sign-ins.ts';
import { entitlement, inAnHour, onEachServer, type IssuerBench, type MintedLogin } from './issuer-bench.ts';

// SECURITY: issuer-sessions-known-after-drop
onEachServer('sessions without a login', (bench) => {
  it('end at the next try, by what was noted, and are counted; those of a role that others dropped go on', async () => {
    const ours = await bench.mint();
    await bench.server.asSuperuser(
      "CREATE ROLE theirs LOGIN PASSWORD 'their own'; GRANT CONNECT ON DATABASE billing TO theirs",
    );
    const theirs = { user: 'theirs', password: 'their own' };
    const [session, other] = [await bench.server.open(ours.who), await bench.server.open(theirs)];
    const marks = [await oidOf(bench, ours.who.user), await oidOf(bench, 'theirs')];
    for (const role of [ours.who.user, 'theirs'])
      await bench.server.asSuperuser(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    expect(await marksAtTarget(bench)).toEqual(new Set(marks));
    expect(await revokeMany(bench, [ours], new Map([[ours.leaseId, marks[0] ?? '']]))).toEqual([]);
    expect((await session.query('SELECT 1')).rowCount).toBe(1);
    expect(await bench.revoke(ours.leaseId, marks[0])).toEqual({ sessionsEnded: 1, leftBehind: [] });
    await session.broken;
    expect((await other.query('SELECT 1')).rowCount).toBe(1);
    expect(await marksAtTarget(bench)).toEqual(new Set([marks[1]]));
    await other.end();
  });

  it('are not taken for those of somebody who has been given the same number since', async () => {
    const bystander = await bench.server.open({ user: 'bystander', password: 'by' });
    const mark = await oidOf(bench, 'bystander');
    expect(await bench.revoke(ulid(), mark)).toEqual({ sessionsEnded: 0, leftBehind: [] });
    expect((await bystander.query('SELECT 1')).rowCount).toBe(1);
    await bystander.end();
  });

  it('are known by what is noted before the login goes: where that fails, it stays', async () => {
    const login = await bench.mint();
    const away = () => Promise.reject(new Error('not written down'));
    const order = { ...common, leaseId: login.leaseId };
    expect((await bench.issuer.revoke(order, away)).ok).toBe(false);
    expect((await bench.issuer.revokeMany?.([order], away))?.ok).toBe(false);
    expect(await oidOf(bench, login.who.user)).toMatch(/^\d+$/u);
    await bench.revoke(login.leaseId);
  });

  it('of somebody who came in while many were dropped keep the login from being called gone', async () => {
    const logins = [await bench.mint(), await bench.mint()];
    const door = await holdSignIns(bench.server);
    const { session: comingIn } = await door.come(logins[0]?.who ?? { user: '', password: '' });
    const marks = new Map<string, string>();
    const gone = await revokeMany(bench, logins, marks, async () => {
      await door.letIn();
      await comingIn;
    });
    expect(gone).toEqual([logins[1]?.leaseId]);
    const [leaseId = '', mark = ''] = [...marks].find(([id]) => id === logins[0]?.leaseId) ?? [];
    expect((await bench.revoke(leaseId, mark)).sessionsEnded).toBe(1);
    await (
      await comingIn
    ).broken;
  });
});

const common = { entitlement: entitlement('billing_read'), expiresAt: inAnHour(), requester };

/** `marks`: what is known, and then noted, by lease id. `noted`: before any of them goes. */
async function revokeMany(
  bench: IssuerBench,
  logins: readonly MintedLogin[],
  marks: Map<string, string>,
  noted = (): Promise<void> => Promise.resolve(),
): Promise<readonly string[]> {
  const orders = logins.map(({ leaseId }) => ({ ...common, leaseId, mark: marks.get(leaseId) ?? null }));
  const result = await bench.issuer.revokeMany?.(orders, async (found) => {
    for (const [leaseId, mark] of found) marks.set(leaseId, mark);
    await noted();
  });
  if (result?.ok !== true) throw new Error('The target could not be reached.');
  return result.value;
}

async function marksAtTarget({ issuer }: IssuerBench): Promise<ReadonlySet<string>> {
  const result = await issuer.marksAtTarget?.();
  if (result?.ok !== true) throw new Error('The target could not be reached.');
  return new Set(result.value);
}

async function oidOf({ server }: IssuerBench, role: string): Promise<string> {
  const [row] = await server.asSuperuser(`SELECT oid::text FROM pg_roles WHERE rolname = '${role}'`);
  return String(row?.['oid']);
}
