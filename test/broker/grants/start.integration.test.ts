import { compactDecrypt, decodeProtectedHeader, importJWK, exportJWK } from 'jose';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { grantAnswer, sealedHeader, startAnswer } from '../../../shared/api.ts';
import { CANARY } from '../fakes/fake-lease-keeper.ts';
import {
  askFor,
  makeKey,
  registerDesktop,
  signProof,
  startOn,
  type Desktop,
  type TestBroker,
} from '../test-broker.ts';
import { dump } from '../test-storage.ts';

let broker: TestBroker;
let laptop: Desktop;

eachBroker((fresh) => void (broker = fresh));
beforeEach(async () => {
  laptop = await registerDesktop(broker, 'engineer');
});

async function statusOf(grantId: string): Promise<unknown> {
  const reply = await broker.call('engineer', 'GET', `/v1/grants/${grantId}`);
  const { grant } = grantAnswer.parse(reply.body);
  return grant.status === 'ended' ? grant.why : grant.status;
}

describe('starting', () => {
  it('answers credentials that only the key to seal to opens, with grant, lease and end in their header', async () => {
    const grantId = await askFor(broker, 'engineer');
    const reply = await startOn(broker, 'engineer', grantId, laptop);
    expect(reply.status).toBe(200);
    const answer = startAnswer.parse(reply.body);
    const [credential] = answer.credentials;
    const grant = answer.grant;
    if (grant.status !== 'active' || credential === undefined) throw new Error(reply.text);
    expect(answer.durationSeconds).toBe(900);
    expect(grant.expiresAt).toBe(broker.clock.now() + 900_000);
    expect(broker.leases.orders[0]?.expiresAt).toBe(grant.expiresAt);
    const header = sealedHeader.parse(decodeProtectedHeader(credential.sealed));
    expect(header).toMatchObject({ grantId, leaseId: grant.leases[0]?.id, exp: grant.expiresAt / 1000 });
    const opened = await compactDecrypt(
      credential.sealed,
      await importJWK(await exportJWK(reply.sealKey), 'ECDH-ES'),
    );
    expect(Buffer.from(opened.plaintext).toString()).toBe(CANARY);
  });

  it('fills the secret with zeros and leaves it nowhere', async () => {
    const grantId = await askFor(broker, 'engineer');
    const reply = await startOn(broker, 'engineer', grantId, laptop);
    expect(broker.leases.secrets).toHaveLength(1);
    expect(broker.leases.secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
    const everything = `${reply.text}${broker.logged()}${await dump(broker.access.owner)}`;
    expect(everything).toContain(grantId);
    expect(everything).not.toContain(CANARY);
    expect(everything).not.toContain(broker.tokens['engineer']);
  });

  it('gives the same device new credentials when it starts again, and leaves the end where it was', async () => {
    const grantId = await askFor(broker, 'engineer');
    const first = startAnswer.parse((await startOn(broker, 'engineer', grantId, laptop)).body);
    broker.clock.advance(60_000);
    const second = startAnswer.parse((await startOn(broker, 'engineer', grantId, laptop)).body);
    if (first.grant.status !== 'active' || second.grant.status !== 'active') throw new Error('not active');
    expect(second.grant.expiresAt).toBe(first.grant.expiresAt);
    expect(second.durationSeconds).toBe(840);
    expect(second.credentials[0]?.leaseId).not.toBe(first.credentials[0]?.leaseId);
    const states = (await broker.leases.leasesOf(grantId)).map(({ state }) => state.state);
    expect(states).toEqual(['revoked', 'active']);
  });

  it('lets two starts at once end with one living lease', async () => {
    const grantId = await askFor(broker, 'engineer');
    const replies = await Promise.all([1, 2, 3].map(() => startOn(broker, 'engineer', grantId, laptop)));
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200]);
    const states = (await broker.leases.leasesOf(grantId)).map(({ state }) => state.state);
    expect(states.filter((state) => state === 'active')).toHaveLength(1);
  });

  it('refuses another device while one holds the grant, and mints nothing', async () => {
    const grantId = await askFor(broker, 'engineer');
    await startOn(broker, 'engineer', grantId, laptop);
    const other = await registerDesktop(broker, 'engineer', 'desktop');
    const reply = await startOn(broker, 'engineer', grantId, other);
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({
      code: 'held-by-other-device',
      detail: '“laptop” holds this grant. Release it first.',
    });
    expect(broker.leases.orders).toHaveLength(1);
  });

  it('ends the grant as failed when minting fails, and says why', async () => {
    const grantId = await askFor(broker, 'engineer');
    broker.leases.failNext('billing cannot be reached.');
    const reply = await startOn(broker, 'engineer', grantId, laptop);
    expect(reply.status).toBe(502);
    expect(reply.body).toMatchObject({ code: 'mint-failed', detail: 'billing cannot be reached.' });
    expect(await statusOf(grantId)).toBe('failed');
    expect(broker.leases.ended).toContain(grantId);
  });

  it('ends the grant as failed when minting throws, without the words of the bug', async () => {
    const grantId = await askFor(broker, 'engineer');
    broker.leases.throwNext();
    const reply = await startOn(broker, 'engineer', grantId, laptop);
    expect(reply.body).toMatchObject({ code: 'mint-failed' });
    expect(reply.text).not.toContain('a bug');
    expect(await statusOf(grantId)).toBe('failed');
  });

  it('takes back what was minted when the grant is released meanwhile', async () => {
    const grantId = await askFor(broker, 'engineer');
    const held = broker.leases.holdNext();
    const starting = startOn(broker, 'engineer', grantId, laptop);
    await held.reached;
    const release = await broker.call('engineer', 'POST', `/v1/grants/${grantId}/release`, {
      source: 'window',
    });
    expect(release.status).toBe(200);
    held.go();
    const reply = await starting;
    expect(reply.body).toMatchObject({ code: 'wrong-status' });
    expect(reply.text).not.toContain('sealed');
    expect((await broker.leases.leasesOf(grantId)).map(({ state }) => state.state)).toEqual(['revoked']);
    expect(broker.leases.secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });

  it('ends the grant by time, and its leases with it', async () => {
    const grantId = await askFor(broker, 'engineer');
    await startOn(broker, 'engineer', grantId, laptop);
    broker.clock.advance(899_000);
    expect(await statusOf(grantId)).toBe('active');
    broker.clock.advance(1_000);
    await vi.waitFor(async () => expect(await statusOf(grantId)).toBe('expired'));
    await vi.waitFor(async () =>
      expect((await broker.call('engineer', 'GET', `/v1/grants/${grantId}`)).text).toContain('"revoked"'),
    );
  });
});

describe('a proof', () => {
  const cases: readonly {
    readonly what: string;
    readonly sentence: RegExp;
    readonly body: (grantId: string) => Promise<object>;
  }[] = [
    {
      what: 'with another key to seal to than was signed (a proxy swaps it)',
      sentence: /is not the one the device has signed/u,
      body: async (grantId) => {
        const [mine, theirs] = [await makeKey(), await makeKey()];
        const proof = await signProof(laptop.privateKey, {
          grantId,
          sealTo: mine.publicKey,
          signedAt: broker.clock.now(),
        });
        return { deviceId: laptop.deviceId, sealTo: theirs.publicKey, proof };
      },
    },
    {
      what: 'signed by another key',
      sentence: /is not signed by this device/u,
      body: async (grantId) => {
        const sealTo = (await makeKey()).publicKey;
        const proof = await signProof((await makeKey()).privateKey, {
          grantId,
          sealTo,
          signedAt: broker.clock.now(),
        });
        return { deviceId: laptop.deviceId, sealTo, proof };
      },
    },
    {
      what: 'for another grant',
      sentence: /for another grant/u,
      body: async () => {
        const sealTo = (await makeKey()).publicKey;
        const grantId = '01M85SZSVQKCPPN02KHP85HMJX';
        const proof = await signProof(laptop.privateKey, { grantId, sealTo, signedAt: broker.clock.now() });
        return { deviceId: laptop.deviceId, sealTo, proof };
      },
    },
    ...[-121_000, 121_000].map((off) => ({
      what: `signed ${String(off / 1000)} s away from the broker's time`,
      sentence: /two minutes away/u,
      body: async (grantId: string) => {
        const sealTo = (await makeKey()).publicKey;
        const proof = await signProof(laptop.privateKey, {
          grantId,
          sealTo,
          signedAt: broker.clock.now() + off,
        });
        return { deviceId: laptop.deviceId, sealTo, proof };
      },
    })),
    {
      what: 'of another purpose',
      sentence: /does not state purpose/u,
      body: async (grantId) => {
        const sealTo = (await makeKey()).publicKey;
        const parts = { grantId, sealTo, signedAt: broker.clock.now(), purpose: 'extend' };
        return { deviceId: laptop.deviceId, sealTo, proof: await signProof(laptop.privateKey, parts) };
      },
    },
    {
      what: 'without a signature (alg none)',
      sentence: /is not signed by this device/u,
      body: async (grantId) => {
        const sealTo = (await makeKey()).publicKey;
        const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
        const claims = {
          purpose: 'start',
          grantId,
          sealTo,
          signedAt: new Date(broker.clock.now()).toISOString(),
          nonce: 'a'.repeat(22),
        };
        return { deviceId: laptop.deviceId, sealTo, proof: `${part({ alg: 'none' })}.${part(claims)}.` };
      },
    },
  ];

  it.each(cases)('$what is refused, and nothing is minted', async ({ sentence, body }) => {
    const grantId = await askFor(broker, 'engineer');
    const reply = await broker.call('engineer', 'POST', `/v1/grants/${grantId}/start`, {
      ...(await body(grantId)),
      source: 'window',
    });
    expect(reply.status).toBe(403);
    expect(reply.body['code']).toBe('bad-proof');
    expect(reply.body['detail']).toMatch(sentence);
    expect(broker.leases.orders).toHaveLength(0);
    expect(await statusOf(grantId)).toBe('approved');
  });

  it('that was used once is refused, even by the device that signed it', async () => {
    const grantId = await askFor(broker, 'engineer');
    const { publicKey: sealTo } = await makeKey();
    const proof = await signProof(laptop.privateKey, { grantId, sealTo, signedAt: broker.clock.now() });
    const body = { deviceId: laptop.deviceId, sealTo, proof, source: 'window' };
    const url = `/v1/grants/${grantId}/start`;
    expect((await broker.call('engineer', 'POST', url, body)).status).toBe(200);
    const again = await broker.call('engineer', 'POST', url, body);
    expect(again.status).toBe(403);
    expect(again.body).toMatchObject({
      code: 'bad-proof',
      detail: 'This proof was used before. Sign a new one.',
    });
    expect(broker.leases.orders).toHaveLength(1);
  });

  it('of a device that is not registered for the person is refused', async () => {
    const grantId = await askFor(broker, 'engineer');
    const theirs = await registerDesktop(broker, 'reviewer');
    const reply = await startOn(broker, 'engineer', grantId, theirs);
    expect(reply.body).toMatchObject({ status: 403, code: 'unknown-device' });
    expect(broker.leases.orders).toHaveLength(0);
  });

  it('with a key to seal to that is no point of the curve is refused before anything is minted', async () => {
    const grantId = await askFor(broker, 'engineer');
    const sealTo = { kty: 'EC' as const, crv: 'P-256' as const, x: 'A'.repeat(43), y: 'A'.repeat(43) };
    const proof = await signProof(laptop.privateKey, { grantId, sealTo, signedAt: broker.clock.now() });
    const reply = await broker.call('engineer', 'POST', `/v1/grants/${grantId}/start`, {
      deviceId: laptop.deviceId,
      sealTo,
      proof,
      source: 'window',
    });
    expect(reply.body).toMatchObject({
      code: 'bad-proof',
      detail: 'The key to seal to is no point of P-256.',
    });
    expect(broker.leases.orders).toHaveLength(0);
  });
});
