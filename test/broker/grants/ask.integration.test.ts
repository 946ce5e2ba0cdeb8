import { describe, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { grantAnswer, grantsAnswer, problem } from '../../../shared/api.ts';
import type { Grant } from '../../../shared/grant.ts';
import { verifyAudit } from '../../../broker/audit/verify.ts';
import {
  askFor,
  registerDesktop,
  SHIPPED,
  startOn,
  startTestBroker,
  type Reply,
  type TestBroker,
} from '../test-broker.ts';
import { query } from '../test-storage.ts';

let broker: TestBroker;

eachBroker((fresh) => void (broker = fresh));

const grantOf = (reply: Reply): Grant => grantAnswer.parse(reply.body).grant;
const look = async (id: string, at = broker): Promise<Grant> =>
  grantOf(await at.call('engineer', 'GET', `/v1/grants/${id}`));
const end = (id: string, act: string): Promise<Reply> =>
  broker.call('engineer', 'POST', `/v1/grants/${id}/${act}`, { source: 'window' });

describe('asking', () => {
  it('lets nobody have more than 50 grants, also not by asking for them all at once', async () => {
    const ask = (key: string): Promise<string> =>
      askFor(broker, 'engineer', 'billing-read', 900, key).catch((error: unknown) => {
        const { code, detail } = problem.parse(JSON.parse((error as Error).message));
        // There are ten connections for all of them: on a busy machine the last may wait for one for too long.
        if (code === 'unavailable') return ask(key);
        expect(detail).toBe('You have 50 grants already. Release or withdraw some first.');
        return 'refused';
      });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => ask(`sixty-${n}`)));
    expect(answers.filter((answer) => answer === 'refused')).toHaveLength(10);
    const live = await query(
      broker.access.owner,
      "select count(*)::int n from grants where status <> 'ended'",
    );
    expect(live.rows).toEqual([{ n: 50 }]);
  });

  it('writes down that somebody asked for what is not theirs', async () => {
    await expect(askFor(broker, 'reviewer', 'billing-read')).rejects.toThrow('unknown-profile');
    const { rows } = await query(
      broker.access.owner,
      `select entry::jsonb->'actor'->>'name' who, entry::jsonb->>'subject' what, entry::jsonb->'details'->>'code' code
         from audit where entry::jsonb->>'action' = 'request-refused'`,
    );
    expect(rows).toEqual([{ who: 'Robin Reviewer', what: 'billing-read', code: 'policy-refused' }]);
  });

  it('answers an approved grant whose clock has not started where no review is needed', async () => {
    const grant = await look(await askFor(broker, 'engineer'));
    expect(grant).toMatchObject({
      status: 'approved',
      profileName: 'Read the billing database',
      grantedSeconds: 900,
      startBy: broker.clock.now() + 900_000,
    });
  });

  it('answers a pending grant where a review is needed, and lets it lapse', async () => {
    const id = await askFor(broker, 'engineer', 'billing-fix');
    expect(await look(id)).toMatchObject({ status: 'pending', reviewBy: broker.clock.now() + 3_600_000 });
    broker.clock.advance(3_600_000);
    await vi.waitFor(async () => expect(await look(id)).toMatchObject({ status: 'ended', why: 'lapsed' }));
  });

  it('answers the same grant for the same key, at once and later, as it is now', async () => {
    const [a, b, c] = await Promise.all(
      ['k', 'k', 'k'].map((key) => askFor(broker, 'engineer', 'billing-read', 900, key)),
    );
    expect(a).toBe(b);
    expect(b).toBe(c);
    await end(a ?? '', 'withdraw');
    const body = {
      profileId: 'billing-read',
      durationSeconds: 900,
      reason: 'looking at invoice 7',
      source: 'window',
    };
    const again = await broker.call('engineer', 'POST', '/v1/grants', body, { 'idempotency-key': 'k' });
    expect(grantOf(again)).toMatchObject({ id: a, status: 'ended', why: 'withdrawn' });
    const list = grantsAnswer.parse((await broker.call('engineer', 'GET', '/v1/grants')).body);
    expect(list.grants).toHaveLength(1);
  });

  it('refuses the same key with another body, and lets another person use it', async () => {
    await askFor(broker, 'engineer', 'billing-read', 900, 'k');
    const body = {
      profileId: 'billing-read',
      durationSeconds: 1800,
      reason: 'looking at invoice 7',
      source: 'window',
    };
    const reply = await broker.call('engineer', 'POST', '/v1/grants', body, { 'idempotency-key': 'k' });
    expect(reply.body).toMatchObject({ status: 409, code: 'idempotency-conflict' });
    const theirs = await broker.call('reviewer', 'POST', '/v1/grants', body, { 'idempotency-key': 'k' });
    expect(theirs.body).toMatchObject({ code: 'unknown-profile' });
  });

  it('takes the same request from window and tray for the same', async () => {
    const id = await askFor(broker, 'engineer', 'billing-read', 900, 'k', 'window');
    expect(await askFor(broker, 'engineer', 'billing-read', 900, 'k', 'tray-menu')).toBe(id);
  });

  it('keeps one line of the reason, whatever line breaks it came with', async () => {
    const body = {
      profileId: 'billing-read',
      durationSeconds: 900,
      reason: '  first\nsecond\t third ',
      source: 'window',
    };
    const reply = await broker.call('engineer', 'POST', '/v1/grants', body, { 'idempotency-key': 'k' });
    expect(grantOf(reply).reason).toBe('first second  third');
  });

  it('lists at most 200, newest first, with those that live among them', async () => {
    const alive = await askFor(broker, 'engineer');
    const ended = await askFor(broker, 'engineer');
    await end(ended, 'withdraw');
    // 250 later ones of the same kind, written at once; a ULID of today begins with 01.
    await query(
      broker.access.owner,
      `insert into grants select id, person_id, profile_id, status, requested_at, look_at,
         jsonb_set(document, '{id}', to_jsonb(id))
       from (select '02' || lpad(n::text, 24, '0') as id, person_id, profile_id, status, requested_at, look_at, document
             from grants, generate_series(1, 250) n where id = '${ended}') as copies (id)`,
    );
    const { grants } = grantsAnswer.parse((await broker.call('engineer', 'GET', '/v1/grants')).body);
    expect(grants).toHaveLength(200);
    expect(grants.at(-1)?.id).toBe(alive);
    expect(grants.map(({ id }) => id)).toEqual(
      grants
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
  });

  it('refuses more living grants than one person may have', async () => {
    for (let index = 0; index < 50; index += 1) await askFor(broker, 'engineer');
    const body = { profileId: 'billing-read', durationSeconds: 900, reason: '', source: 'window' };
    const reply = await broker.call('engineer', 'POST', '/v1/grants', body, { 'idempotency-key': 'k51' });
    expect(reply.body).toMatchObject({ status: 429, code: 'too-many-requests' });
  });
});

describe('ending', () => {
  it('withdraws what was not started and releases what was, each only so, and twice is no error', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer');
    expect((await end(id, 'release')).body).toMatchObject({ status: 409, code: 'wrong-status' });
    await startOn(broker, 'engineer', id, laptop);
    expect((await end(id, 'withdraw')).body).toMatchObject({ status: 409, code: 'wrong-status' });
    expect(grantOf(await end(id, 'release'))).toMatchObject({ status: 'ended', why: 'released' });
    expect(grantOf(await end(id, 'release'))).toMatchObject({ status: 'ended', why: 'released' });
    expect((await startOn(broker, 'engineer', id, laptop)).body).toMatchObject({
      status: 409,
      code: 'wrong-status',
    });
    await vi.waitFor(async () => expect(JSON.stringify(await look(id))).toContain('"state":"revoked"'));
    expect(await verifyAudit(broker.db)).toMatchObject({ verdict: 'whole' });
  });
});

describe('the audit', () => {
  it('says what ordered each act, asking and starting as well as ending', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer', 'billing-read', 900, 'k', 'tray-menu');
    await startOn(broker, 'engineer', id, laptop, {}, 'tray-menu');
    await startOn(broker, 'engineer', id, laptop, { purpose: 'extend' }, 'notification');
    await end(id, 'release');
    const { rows } = await query(broker.access.owner, 'select entry from audit order by seq');
    const entries = rows
      // Entries are JSON that the audit itself has written.
      .map(({ entry }) => JSON.parse(String(entry)) as { action: string; subject: string; details: object })
      .filter(({ subject }) => subject === id)
      .map(({ action, details }) => [action, 'source' in details ? details.source : 'none']);
    expect(entries).toEqual([
      ['grant-requested', 'tray-menu'],
      ['grant-start-requested', 'tray-menu'],
      ['grant-minted', 'tray-menu'],
      ['start-refused', 'notification'],
      ['grant-released', 'window'],
    ]);
  });
});

describe('a restart', () => {
  it('fails what was starting, keeps what was active, and catches up with time', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const pending = await askFor(broker, 'engineer', 'billing-fix');
    const active = await askFor(broker, 'engineer', 'billing-read', 900);
    await startOn(broker, 'engineer', active, laptop);
    const over = await askFor(broker, 'engineer', 'billing-read', 60);
    await startOn(broker, 'engineer', over, laptop);
    const starting = await askFor(broker, 'engineer');
    const held = broker.leases.holdNext();
    const lost = startOn(broker, 'engineer', starting, laptop).catch(() => undefined);
    await held.reached;
    const { access, clock, leases, tokensFolder } = broker;
    // As after kill -9: the first one writes nothing any more, and time passes without anybody looking.
    const stopped = broker.broker.grants.stop();
    clock.advance(120_000);

    const next = await startTestBroker({ access, clock, leases, tokensFolder });
    try {
      expect(await look(starting, next)).toMatchObject({ status: 'ended', why: 'failed' });
      expect(leases.ended).toContain(starting);
      expect(await look(over, next)).toMatchObject({ status: 'ended', why: 'expired' });
      expect(leases.ended).toContain(over);
      expect(await look(active, next)).toMatchObject({ status: 'active' });
      expect(await look(pending, next)).toMatchObject({ status: 'pending' });
      held.go();
      await Promise.all([lost, stopped]);
      expect(await look(starting, next)).toMatchObject({ status: 'ended', why: 'failed' });
      const states = (await leases.leasesOf(starting)).map(({ state }) => state.state);
      expect(states).toEqual(['revoked']);
      expect(await verifyAudit(next.db)).toMatchObject({ verdict: 'whole' });
    } finally {
      await next.stop();
    }
  });

  it('writes into a grant what became of its leases while nobody listened', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer');
    await startOn(broker, 'engineer', id, laptop);
    const { access, clock, leases, tokensFolder } = broker;
    await broker.broker.grants.stop();
    const lease = (await leases.leasesOf(id))[0];
    leases.revoke(lease?.id ?? '');
    expect(JSON.stringify(await look(id))).not.toContain('"state":"revoked"');
    const next = await startTestBroker({ access, clock, leases, tokensFolder });
    try {
      expect(JSON.stringify(await look(id, next))).toContain('"state":"revoked"');
    } finally {
      await next.stop();
    }
  });

  it('asks policy again at the start: whoever has left the group gets nothing', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer');
    const active = await askFor(broker, 'engineer');
    await startOn(broker, 'engineer', active, laptop);
    const { access, clock, leases, tokensFolder } = broker;
    const minted = leases.orders.length;
    const yaml = SHIPPED.replace(
      'groups: [payments]\n  - name: reviewer',
      'groups: [dba]\n  - name: reviewer',
    ).replaceAll('groups: [payments]', 'groups: [dba]');
    const left = yaml.replace('    groups: [dba]\n  - name: reviewer', '    groups: []\n  - name: reviewer');
    const next = await startTestBroker({ access, clock, leases, tokensFolder, yaml: left });
    try {
      const reply = await startOn(next, 'engineer', id, laptop);
      expect(reply.body).toMatchObject({
        status: 403,
        code: 'policy-refused',
        detail: 'Only members of dba may ask for this.',
      });
      expect(await look(id, next)).toMatchObject({ status: 'ended', why: 'denied' });
      expect((await startOn(next, 'engineer', active, laptop)).status).toBe(403);
      expect(await look(active, next)).toMatchObject({ status: 'ended', why: 'revoked' });
      expect(leases.ended).toContain(active);
      expect(leases.orders).toHaveLength(minted);
    } finally {
      await next.stop();
    }
  });
});
