// Extending a login at a real server: it goes on with the same password, open sessions are not cut, and nothing that was closed comes back.
import { ulid } from 'ulid';
import { expect, it } from 'vitest';
import { entitlement, inAnHour, onEachServer } from './issuer-bench.ts';
import { requester } from '../requester.ts';

onEachServer('extending a login', (bench) => {
  const extend = (leaseId: string, expiresAt = inAnHour()): ReturnType<typeof bench.issuer.extend> =>
    bench.issuer.extend({ leaseId, entitlement: entitlement('billing_read'), expiresAt, requester });

  it('lets in again by the same password whom the server’s clock would refuse', async () => {
    const { who, leaseId } = await bench.mint('billing_read', ulid(), Date.now() - 1000);
    expect(await bench.server.tryToEnter(who)).toBe('28P01');
    expect(await extend(leaseId)).toEqual({ ok: true, value: { certificate: null } });
    expect(await bench.server.tryToEnter(who)).toBe('entered');
    // As often as one likes.
    expect((await extend(leaseId)).ok).toBe(true);
    await bench.revoke(leaseId);
  });

  it('cuts no session that is open', async () => {
    const { who, leaseId } = await bench.mint();
    const session = await bench.server.open(who);
    await extend(leaseId);
    expect(await Promise.race([session.broken.then(() => 'broken'), Promise.resolve('open')])).toBe('open');
    expect((await bench.revoke(leaseId)).sessionsEnded).toBe(1);
    await session.broken;
  });

  it('refuses a login that is gone, and makes none', async () => {
    const { who, leaseId } = await bench.mint();
    await bench.revoke(leaseId);
    expect(await extend(leaseId)).toMatchObject({
      ok: false,
      error: {
        kind: 'refused',
        sentence: 'The login at billing is not there any more, so it cannot be extended.',
      },
    });
    expect(await bench.server.tryToEnter(who)).toBe('28P01');
    expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
  });

  it('opens no login that was closed', async () => {
    const { who, leaseId } = await bench.mint();
    await bench.server.asSuperuser(`ALTER ROLE ${who.user} NOLOGIN`);
    expect((await extend(leaseId)).ok).toBe(false);
    expect(await bench.server.tryToEnter(who)).not.toBe('entered');
    await bench.revoke(leaseId);
  });
});
