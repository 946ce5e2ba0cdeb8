// Admins end other people's access: one grant, a person's, a target's; at once and on record.
import { describe, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { grantAnswer } from '../../../shared/api.ts';
import { revokedAnswer } from '../../../shared/api-revoke.ts';
import { createStreamListener } from '../events/stream-listener.ts';
import { askFor, type TestBroker } from '../test-broker.ts';
import { query } from '../test-storage.ts';
import { entries, idOf, revoke, startFor, startWithAdmin, statusOf, WITH_ADMIN } from './revoking.ts';

const NOBODY = '01M85SZSVQKCPPN02KHP85HMJX';

let broker: TestBroker;
const storage = eachBroker((fresh) => void (broker = fresh), {}, startWithAdmin);

describe('an admin', () => {
  it('is told so by GET /v1/me, by the configuration in force; without the key nobody is one', async () => {
    const isAdmin = async (of: TestBroker, who: string): Promise<unknown> =>
      (await of.call(who, 'GET', '/v1/me')).body['isAdmin'];
    expect([await isAdmin(broker, 'warden'), await isAdmin(broker, 'engineer')]).toEqual([true, false]);
    const yaml = WITH_ADMIN.replace('admins: security\n', '');
    const other = await startWithAdmin({ access: await storage.fresh(), yaml });
    try {
      expect(await isAdmin(other, 'warden')).toBe(false);
      const grantId = await askFor(other, 'engineer');
      const reply = await other.call('warden', 'POST', `/v1/grants/${grantId}/revoke`, { reason: 'x' });
      expect(reply.status).toBe(404);
    } finally {
      await other.stop();
    }
  });

  it('ends one grant at once: the person reads why, the leases end, the incident and the grant stand in the audit', async () => {
    const grantId = await startFor(broker, 'engineer');
    const url = await broker.broker.http.listen({ host: '127.0.0.1', port: 0 });
    const listener = createStreamListener();
    const heard = await listener.listen({ url, token: broker.tokens['engineer'] ?? '' });
    await vi.waitFor(() => expect(heard.events).toHaveLength(1));
    const reply = await revoke(broker, 'warden', 'grants', grantId, '  the laptop\nwas stolen ');
    expect(grantAnswer.parse(reply.body).grant).toMatchObject({
      id: grantId,
      status: 'ended',
      why: 'revoked',
      note: 'the laptop was stolen',
    });
    expect(broker.leases.ended).toEqual([grantId]);
    await vi.waitFor(() =>
      expect(heard.events.some(({ event, data }) => event === 'grant' && data.includes('"revoked"'))).toBe(
        true,
      ),
    );
    listener.abort();
    const warden = { kind: 'person', id: await idOf(broker, 'warden'), name: 'Wanda Warden' };
    const [incident, ...more] = await entries(broker, 'access-revoked');
    expect(incident).toMatchObject({ actor: warden, subject: grantId });
    expect(incident?.['details']).toMatchObject({
      scope: 'grant',
      reason: 'the laptop was stolen',
      ended: 1,
      grants: [grantId],
    });
    expect(more).toEqual([]);
    const details = incident?.['details'] as { incident: unknown };
    expect(await entries(broker, 'grant-revoked')).toMatchObject([
      { actor: warden, subject: grantId, details: { why: 'revoked', incident: details.incident } },
    ]);
  });

  it('ends all that a person has, whatever its status, in one incident; and what others have goes on', async () => {
    const theirs = await startFor(broker, 'colleague');
    const pending = await askFor(broker, 'engineer', 'billing-fix', 600);
    const approved = await askFor(broker, 'engineer');
    const active = await startFor(broker, 'engineer');
    const reply = await revoke(broker, 'warden', 'people', await idOf(broker, 'engineer'));
    expect(revokedAnswer.parse(reply.body).ended).toEqual([pending, approved, active]);
    for (const id of [pending, approved, active]) {
      expect(await statusOf(broker, id)).toBe('ended: revoked: the laptop was stolen');
    }
    expect(await statusOf(broker, theirs)).toBe('active');
    expect(broker.leases.ended).toEqual([active]);
    expect(await entries(broker, 'access-revoked')).toMatchObject([
      { details: { scope: 'person', ended: 3, grants: [pending, approved, active] } },
    ]);
    expect(await entries(broker, 'grant-revoked')).toHaveLength(3);
    // What was waiting for reviewers waits no more.
    expect((await broker.call('reviewer', 'GET', '/v1/inbox')).body['waiting']).toEqual([]);
  });

  it('ends what the accounts of a person have, too, also where it came out later whose they are', async () => {
    const mine = await startFor(broker, 'colleague');
    const theirs = await startFor(broker, 'engineer');
    const yaml = WITH_ADMIN.replace('  - name: colleague\n', '  - name: colleague\n    owner: engineer\n');
    const { access, clock, leases, tokensFolder } = broker;
    const next = await startWithAdmin({ access, clock, leases, tokensFolder, yaml });
    try {
      const since = await askFor(next, 'colleague');
      const reply = await revoke(next, 'warden', 'people', await idOf(next, 'engineer'));
      const { ended } = revokedAnswer.parse(reply.body);
      expect(ended.toSorted()).toEqual([mine, theirs, since].toSorted());
    } finally {
      await next.stop();
    }
  });

  it('ends all that gives something at a target, also where a profile gives more or has changed since', async () => {
    const [database, both, ssh] = [
      await startFor(broker, 'engineer'),
      await startFor(broker, 'colleague', 'invoice-case'),
      await askFor(broker, 'colleague', 'bastion'),
    ];
    const changed = await askFor(broker, 'warden', 'bastion');
    // As if the profile had held a login at the database when it was started.
    await query(
      broker.access.owner,
      `insert into lease (id, grant_id, target_id, entitlement, account, state, expires_at, due_at)
       values ('L', '${changed}', 'billing', '{}', 'login', 'active', now() + interval '9 years', now() + interval '9 years')`,
    );
    const reply = await revoke(broker, 'warden', 'targets', 'billing');
    expect(revokedAnswer.parse(reply.body).ended).toEqual([database, both, changed]);
    expect(await statusOf(broker, ssh)).toBe('approved');
  });

  it('may end their own grant', async () => {
    const own = await startFor(broker, 'warden');
    expect((await revoke(broker, 'warden', 'grants', own)).status).toBe(200);
    expect(await statusOf(broker, own)).toMatch(/^ended: revoked/u);
  });

  it('changes nothing by repeating it, nor by revoking what has ended', async () => {
    const grantId = await startFor(broker, 'engineer');
    const first = await revoke(broker, 'warden', 'grants', grantId, 'first');
    const count = async (): Promise<unknown> =>
      (await query(broker.access.owner, `select count(*) from audit where entry like '%-revoked"%'`)).rows;
    const before = await count();
    const again = await revoke(broker, 'warden', 'grants', grantId, 'second');
    // Its leases may have been taken back meanwhile.
    const endOf = (reply: typeof again): object => ({ ...grantAnswer.parse(reply.body).grant, leases: [] });
    expect([again.status, endOf(again)]).toEqual([200, endOf(first)]);
    const none = await revoke(broker, 'warden', 'people', await idOf(broker, 'engineer'));
    expect(revokedAnswer.parse(none.body).ended).toEqual([]);
    expect(await count()).toEqual(before);
  });

  it.each([
    ['no reason', 'grants', NOBODY, { reason: ' \n' }, 'reason-required'],
    ['characters that deceive', 'grants', NOBODY, { reason: 'a\u202eb' }, 'malformed-request'],
    ['more words than fit', 'grants', NOBODY, { reason: 'x'.repeat(1001) }, 'malformed-request'],
    ['no body', 'grants', NOBODY, {}, 'malformed-request'],
    ['a grant there is not', 'grants', NOBODY, { reason: 'x' }, 'not-found'],
    ['a person there is not', 'people', NOBODY, { reason: 'x' }, 'not-found'],
    ['a person by name', 'people', 'engineer', { reason: 'x' }, 'malformed-request'],
    ['a target there is not', 'targets', 'wages', { reason: 'x' }, 'not-found'],
    ['a target that is none', 'targets', "x'--", { reason: 'x' }, 'malformed-request'],
  ])('is refused %s', async (_, of, id, body, code) => {
    const url = `/v1/${of}/${encodeURIComponent(id)}/revoke`;
    expect((await broker.call('warden', 'POST', url, body)).body['code']).toBe(code);
  });
});

describe('somebody who is no admin', () => {
  it('ends nothing, learns nothing of what others have, and stands in the audit', async () => {
    const grantId = await startFor(broker, 'engineer');
    const replies = [
      await revoke(broker, 'engineer', 'grants', grantId),
      await revoke(broker, 'colleague', 'grants', grantId),
      await revoke(broker, 'colleague', 'grants', NOBODY),
      await revoke(broker, 'colleague', 'people', await idOf(broker, 'engineer')),
      await revoke(broker, 'colleague', 'people', NOBODY),
      await revoke(broker, 'colleague', 'targets', 'billing'),
      await revoke(broker, 'colleague', 'targets', 'nowhere'),
    ];
    expect(replies.map(({ status }) => status)).toEqual([403, 404, 404, 403, 403, 403, 403]);
    const [, there, notThere, , , target, noTarget] = replies;
    expect([there?.text, target?.text]).toEqual([notThere?.text, noTarget?.text]);
    expect(await statusOf(broker, grantId)).toBe('active');
    expect(await entries(broker, 'revoke-refused')).toHaveLength(7);
    expect(await entries(broker, 'access-revoked')).toEqual([]);
  });
});
