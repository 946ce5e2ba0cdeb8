// One person with one desktop: asks, waits until it is approved, starts, holds it for a moment and releases it. It minds every answer.
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { calculateJwkThumbprint } from 'jose';
import { grantAnswer, grantsAnswer } from '../../shared/api.ts';
import type { Grant } from '../../shared/grant.ts';
import { makeKey, signProof } from '../../test/broker/test-broker.ts';
import type { Calls, Reply, Trouble } from './calls.ts';
import { AT_ONCE, BY_REVIEW } from './settings.ts';

export interface Tally {
  asked: number;
  started: number;
  released: number;
  /** Ended as `failed`: a node died over it, say. Nothing was issued. */
  failed: number;
}

export interface Person {
  /** One grant from asking to its end. */
  oneGrant(): Promise<void>;
  /** Ends all that lives. */
  endAll(): Promise<void>;
}

const LOOK_AGAIN_MS = 50;
const APPROVED_WITHIN_MS = 60_000;

export async function createPerson(deps: {
  readonly calls: Calls;
  readonly token: string;
  readonly tally: Tally;
  readonly trouble: Trouble;
  /** Which node is asked next. */
  readonly turn: () => number;
}): Promise<Person> {
  const { calls, token, tally, trouble, turn } = deps;
  const post = (path: string, body: object, key?: string): Promise<Reply> =>
    calls.call({ method: 'POST', path, token, body, key, first: turn() });
  const look = async (id: string): Promise<Grant> => {
    const reply = await calls.call({ method: 'GET', path: `/v1/grants/${id}`, token, first: turn() });
    return grantAnswer.parse(reply.body).grant;
  };
  const device = await makeKey();
  const deviceId = await calculateJwkThumbprint(device.publicKey, 'sha256');
  await post('/v1/devices', { publicKey: device.publicKey, name: 'loaded' });

  async function start(id: string): Promise<boolean> {
    const { publicKey: sealTo } = await makeKey();
    for (;;) {
      const proof = await signProof(device.privateKey, { grantId: id, sealTo, signedAt: Date.now() });
      const reply = await post(`/v1/grants/${id}/start`, { deviceId, sealTo, proof, source: 'window' });
      if (reply.status === 200) return true;
      const { status } = await look(id);
      // A start whose answer was lost may still be under way, or be lost with its node: the sweep of another says so.
      if (status === 'ended') return false;
      // A proof that was sent and not answered counts as used: it is signed anew.
      if (status !== 'starting' && reply.body['code'] !== 'bad-proof' && reply.status < 500) {
        trouble.strange.push(`start: ${JSON.stringify(reply.body)} while ${status}`);
      }
      await pause(LOOK_AGAIN_MS);
    }
  }

  async function waitForReview(id: string): Promise<boolean> {
    const giveUpAt = performance.now() + APPROVED_WITHIN_MS;
    while (performance.now() < giveUpAt) {
      const { status } = await look(id);
      if (status !== 'pending') return status === 'approved';
      await pause(LOOK_AGAIN_MS);
    }
    trouble.strange.push(`${id} was not reviewed for long`);
    return false;
  }

  async function end(grant: Grant): Promise<void> {
    for (let now = grant; now.status !== 'ended'; now = await look(now.id)) {
      const act = now.status === 'pending' || now.status === 'approved' ? 'withdraw' : 'release';
      const reply = await post(`/v1/grants/${now.id}/${act}`, { source: 'window' });
      if (reply.status === 200 && act === 'release') tally.released += 1;
      else if (reply.status !== 200) await pause(LOOK_AGAIN_MS);
    }
  }

  return {
    async oneGrant() {
      const profileId = randomInt(10) < 3 ? BY_REVIEW : AT_ONCE;
      const body = { profileId, durationSeconds: 600, reason: 'under load', source: 'window' };
      const asked = await post('/v1/grants', body, randomUUID());
      if (asked.status !== 200) {
        trouble.strange.push(`ask: ${JSON.stringify(asked.body)}`);
        return;
      }
      tally.asked += 1;
      const { grant } = grantAnswer.parse(asked.body);
      if (grant.status === 'pending' && !(await waitForReview(grant.id))) return;
      if (await start(grant.id)) tally.started += 1;
      else {
        tally.failed += 1;
        return;
      }
      await pause(randomInt(500));
      await end(await look(grant.id));
    },
    async endAll() {
      const reply = await calls.call({ method: 'GET', path: '/v1/grants', token, first: turn() });
      for (const grant of grantsAnswer.parse(reply.body).grants) await end(grant);
    },
  };
}
