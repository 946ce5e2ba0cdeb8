// An engine that has thrown says no to everything from then on. Policies that could make it throw are refused before it sees them; were there one
// more way, nothing is given by mistake, and whoever runs the broker is told to start it anew. This file's process breaks its own.
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { expect, it } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import type { TestBroker } from '../test-broker.ts';

let broker: TestBroker;
eachBroker((fresh) => void (broker = fresh));

const told = async (): Promise<readonly [unknown, string | undefined]> => {
  const { body } = await broker.call(null, 'GET', '/readyz');
  const { text } = await broker.call(null, 'GET', '/metrics');
  return [body['trouble'] ?? body['status'], /^stint_policy_engine_broken (\d)$/mu.exec(text)?.[1]];
};

it('stops nothing but what policy is asked about, and /readyz says that a restart is needed', async () => {
  expect(await told()).toEqual(['ready', '0']);
  const deep = 30_000;
  const staticPolicies = {
    deep: `permit(principal, action, resource) when { ${'('.repeat(deep)}true${')'.repeat(deep)} };`,
  };
  expect(() => cedar.checkParsePolicySet({ staticPolicies })).toThrow();
  const [trouble, broken] = await told();
  expect(trouble).toContain('The policy engine has broken');
  expect(broken).toBe('1');
  expect((await broker.call(null, 'GET', '/healthz')).status).toBe(200);
  const asked = { profileId: 'billing-read', durationSeconds: 900, reason: 'x', source: 'window' };
  const reply = await broker.call('engineer', 'POST', '/v1/grants', asked, { 'idempotency-key': 'a-key-1' });
  expect([reply.status, reply.body['code']]).toEqual([404, 'unknown-profile']);
});
