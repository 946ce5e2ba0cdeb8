// Acts that are broken off: by a storage that is gone for a moment, and by a broker that stops while a start is under way.
import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { askFor, makeKey, registerDesktop, signProof, startOn } from '../test-broker.ts';
import type { TestBroker } from '../test-broker.ts';
import { query } from '../test-storage.ts';

let broker: TestBroker;
eachBroker((fresh) => void (broker = fresh));

async function statusOf(grantId: string): Promise<unknown> {
  const { rows } = await query(broker.access.owner, `select status from grants where id = '${grantId}'`);
  return rows[0]?.['status'];
}

it('orders the end of leases again within a second where ordering it at the release failed', async () => {
  const desktop = await registerDesktop(broker, 'engineer');
  const grantId = await askFor(broker, 'engineer');
  await startOn(broker, 'engineer', grantId, desktop);
  // The lease as the real keeper would have written it.
  await query(
    broker.access.owner,
    `insert into lease (id, grant_id, target_id, entitlement, account, state, expires_at, due_at)
     values ('L', '${grantId}', 'billing', '{}', 'login', 'active', now() + interval '9 years', now() + interval '9 years')`,
  );
  const { endGrant } = broker.leases;
  let failures = 0;
  broker.leases.endGrant = async () => {
    failures += 1;
    throw new Error('the storage does not answer');
  };
  const reply = await broker.call('engineer', 'POST', `/v1/grants/${grantId}/release`, { source: 'window' });
  expect([reply.status, failures]).toEqual([200, 1]);
  broker.leases.endGrant = endGrant;
  broker.clock.advance(1000);
  await vi.waitFor(() => expect(broker.leases.ended).toEqual([grantId]));
});

it('fails a grant whose start lost the storage, instead of leaving it starting for ever', async () => {
  const desktop = await registerDesktop(broker, 'engineer');
  const grantId = await askFor(broker, 'engineer');
  const hold = broker.leases.holdNext();
  const starting = startOn(broker, 'engineer', grantId, desktop);
  await hold.reached;
  // A start under way is nobody's to fail.
  broker.clock.advance(6000);
  await vi.waitFor(() => expect(broker.clock.timers()).toBeGreaterThan(0));
  expect(await statusOf(grantId)).toBe('starting');
  // Of this database alone: the role is that of all brokers on the server.
  const { owner } = broker.access;
  const letIn = (most: number): Promise<unknown> =>
    query(owner, `alter database "${owner.database ?? ''}" connection limit ${most}`);
  await letIn(0);
  try {
    await query(
      owner,
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'stint_run' and datname = current_database()",
    );
    hold.go();
    expect((await starting).status).toBe(503);
  } finally {
    await letIn(-1);
  }
  expect(await statusOf(grantId)).toBe('starting');
  // Each try asks the storage, and the storage has just come back: a busy machine takes longer than a second for it.
  await vi.waitFor(async () => {
    broker.clock.advance(1000);
    expect(await statusOf(grantId)).toBe('ended');
  });
  // Ordered after the commit, which others see first.
  await vi.waitFor(() => expect(broker.leases.ended).toEqual([grantId]));
});

it('answers a start that is under way when the broker stops, before connections are cut', async () => {
  const desktop = await registerDesktop(broker, 'engineer');
  const grantId = await askFor(broker, 'engineer');
  const url = await broker.broker.http.listen({ host: '127.0.0.1', port: 0 });
  const { publicKey: sealTo } = await makeKey();
  const proof = await signProof(desktop.privateKey, { grantId, sealTo, signedAt: broker.clock.now() });
  const hold = broker.leases.holdNext();
  const started = fetch(`${url}/v1/grants/${grantId}/start`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${broker.tokens['engineer'] ?? ''}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ deviceId: desktop.deviceId, sealTo, proof, source: 'window' }),
  }).then(
    (reply) => reply.status,
    () => 'cut off',
  );
  await hold.reached;
  const stopped = broker.broker.stop();
  const refused = await vi.waitFor(async () => {
    const status = await fetch(`${url}/healthz`).then(
      (reply) => reply.status,
      () => 'not listening',
    );
    expect(status).not.toBe(200);
    return status;
  });
  expect([503, 'not listening']).toContain(refused);
  hold.go();
  await stopped;
  expect(await started).toBe(200);
  expect(await statusOf(grantId)).toBe('active');
});

it('finishes a start whose desktop has gone before it lets the storage go', async () => {
  const desktop = await registerDesktop(broker, 'engineer');
  const grantId = await askFor(broker, 'engineer');
  await broker.broker.http.listen({ host: '127.0.0.1', port: 0 });
  const hold = broker.leases.holdNext();
  const starting = startOn(broker, 'engineer', grantId, desktop);
  await hold.reached;
  let isStopped = false;
  const stopped = broker.broker.stop().then(() => (isStopped = true));
  await vi.waitFor(() => {
    // Longer than an answer is waited for.
    broker.clock.advance(1000);
    expect(broker.broker.http.server.listening).toBe(false);
  });
  expect(isStopped).toBe(false);
  hold.go();
  await Promise.all([stopped, starting]);
  expect(await statusOf(grantId)).toBe('active');
});

it('ends what was due while somebody had it locked as soon as they are done', async () => {
  const [held, free] = [await askFor(broker, 'engineer'), await askFor(broker, 'engineer')];
  const client = new pg.Client(broker.access.owner);
  await client.connect();
  try {
    await client.query(`begin; select from grants where id = '${held}' for update`);
    // Nobody has started them in time.
    broker.clock.advance(900_000);
    await vi.waitFor(async () => expect(await statusOf(free)).toBe('ended'));
    expect(await statusOf(held)).toBe('approved');
    await client.query('commit');
    await vi.waitFor(async () => {
      broker.clock.advance(50);
      expect(await statusOf(held)).toBe('ended');
    });
  } finally {
    await client.end();
  }
});
