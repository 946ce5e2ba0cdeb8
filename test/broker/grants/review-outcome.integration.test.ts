// What becomes of reviews: one outcome however many come at once, and what of them holds when the grant is started.
import { describe, expect, it } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { askFor, registerDesktop, startOn, startTestBroker, type TestBroker } from '../test-broker.ts';
import { grantOf, itemOf, becomes, look, review, REVIEW_YAML, said } from './reviewing.ts';

let broker: TestBroker;

eachBroker((fresh) => void (broker = fresh), { yaml: REVIEW_YAML });

const fix = (): Promise<string> => askFor(broker, 'engineer', 'billing-fix');

describe('at the same instant', () => {
  it('two reviewers have one outcome, twenty times over', async () => {
    for (let time = 0; time < 20; time += 1) {
      const id = await fix();
      const { digest } = await itemOf(broker, 'reviewer', id);
      const [yes, no] = await Promise.all([
        review(broker, 'reviewer', id, { digest }),
        review(broker, 'riley', id, { digest, verdict: 'deny', comment: 'no' }),
      ]);
      const grant = await look(broker, id);
      const approved = yes.status === 200;
      expect([yes.status, no.status].toSorted()).toEqual([200, 409]);
      expect(said(approved ? no : yes)[1]).toBe('already-decided');
      expect(said(approved ? no : yes)[2]).toMatch(
        approved ? /^Robin Reviewer approved/u : /^Riley Second denied/u,
      );
      expect(grant).toMatchObject(approved ? { status: 'approved' } : { status: 'ended', why: 'denied' });
      expect(grant.reviews).toHaveLength(1);
      if (approved) await broker.call('engineer', 'POST', `/v1/grants/${id}/withdraw`, { source: 'window' });
    }
  });

  it('a review and a withdrawal have one outcome, twenty times over', async () => {
    for (let time = 0; time < 20; time += 1) {
      const id = await fix();
      const { digest } = await itemOf(broker, 'reviewer', id);
      const [reviewed, withdrawn] = await Promise.all([
        review(broker, 'reviewer', id, { digest, verdict: 'deny', comment: 'no' }),
        broker.call('engineer', 'POST', `/v1/grants/${id}/withdraw`, { source: 'window' }),
      ]);
      expect(withdrawn.status).toBe(200);
      const grant = await look(broker, id);
      if (reviewed.status === 200) expect(grant).toMatchObject({ why: 'denied' });
      else {
        expect(said(reviewed)[2]).toMatch(/^Erin Engineer withdrew this/u);
        expect(grant).toMatchObject({ why: 'withdrawn', reviews: [] });
      }
    }
  });
});

it('a start that comes with the last approval starts or waits, twenty times over, and denies nothing', async () => {
  const laptop = await registerDesktop(broker, 'engineer');
  for (let time = 0; time < 20; time += 1) {
    const id = await fix();
    const { digest } = await itemOf(broker, 'reviewer', id);
    const [reviewed, started] = await Promise.all([
      review(broker, 'reviewer', id, { digest }),
      startOn(broker, 'engineer', id, laptop),
    ]);
    expect(reviewed.status).toBe(200);
    const { status } = await look(broker, id);
    expect([started.status, status]).toEqual(started.status === 200 ? [200, 'active'] : [409, 'approved']);
    const act = status === 'active' ? 'release' : 'withdraw';
    await broker.call('engineer', 'POST', `/v1/grants/${id}/${act}`, { source: 'window' });
  }
});

describe('at the start', () => {
  const left = REVIEW_YAML.replace('    displayName: Robin Reviewer\n    groups: [dba]', '    groups: []');

  it('an approval by somebody who has left the group counts no more', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await fix();
    await review(broker, 'reviewer', id);
    const { access, clock, leases, tokensFolder } = broker;
    const next = await startTestBroker({ access, clock, leases, tokensFolder, yaml: left });
    try {
      const reply = await startOn(next, 'engineer', id, laptop);
      const sentence = 'Robin Reviewer approved this and is not in dba any more. Ask again.';
      expect(said(reply)).toEqual([403, 'policy-refused', sentence]);
      expect(await look(next, id)).toMatchObject({ status: 'ended', why: 'denied', note: sentence });
      expect(leases.orders).toEqual([]);
    } finally {
      await next.stop();
    }
  });

  it('an approval of something else than the profile gives by now counts no more, and none can be given', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const [approved, waiting] = [await fix(), await fix()];
    await review(broker, 'reviewer', approved);
    const { access, clock, leases, tokensFolder } = broker;
    const yaml = REVIEW_YAML.replaceAll('role: billing_write', 'role: billing_owner');
    const next = await startTestBroker({ access, clock, leases, tokensFolder, yaml });
    try {
      expect(said(await startOn(next, 'engineer', approved, laptop)).slice(1)).toEqual([
        'policy-refused',
        'What this profile gives has changed since it was approved. Ask again.',
      ]);
      expect(leases.orders).toEqual([]);
      expect(said(await review(next, 'reviewer', waiting)).slice(1)).toEqual([
        'changed-meanwhile',
        'What “Fix a customer record” gives has changed since it was asked for. Deny it, and have it asked for again.',
      ]);
      const denied = await review(next, 'reviewer', waiting, { verdict: 'deny', comment: 'ask anew' });
      expect(grantOf(denied)).toMatchObject({ status: 'ended', why: 'denied' });
    } finally {
      await next.stop();
    }
  });

  it('an approved request starts once, and lapses where it is not started in time', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const [id, late] = [await fix(), await fix()];
    await review(broker, 'reviewer', id, { durationSeconds: 600 });
    await review(broker, 'reviewer', late);
    const reply = await startOn(broker, 'engineer', id, laptop);
    expect(grantOf(reply)).toMatchObject({ status: 'active', expiresAt: broker.clock.now() + 600_000 });
    broker.clock.advance(900_000);
    await becomes(broker, late, { why: 'lapsed' });
    expect(said(await startOn(broker, 'engineer', late, laptop))[1]).toBe('wrong-status');
  });
});
