// Reviews over the real storage: who may, once, and for exactly what is asked.
import { describe, expect, it } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { verifyAudit } from '../../../broker/audit/verify.ts';
import { askFor, type TestBroker } from '../test-broker.ts';
import { query } from '../test-storage.ts';
import { grantOf, inboxOf, itemOf, look, review, REVIEW_YAML, said } from './reviewing.ts';

let broker: TestBroker;

eachBroker((fresh) => void (broker = fresh), { yaml: REVIEW_YAML });

const fix = (who = 'engineer'): Promise<string> => askFor(broker, who, 'billing-fix');

describe('a review', () => {
  it('approves a request, whose start may then wait for as long as the profile says', async () => {
    const id = await fix();
    broker.clock.advance(60_000);
    const reply = await review(broker, 'reviewer', id, { comment: 'go ahead' });
    expect(reply.status).toBe(200);
    expect(grantOf(reply)).toMatchObject({
      status: 'approved',
      grantedSeconds: 900,
      startBy: broker.clock.now() + 900_000,
      reviews: [{ by: { name: 'Robin Reviewer' }, verdict: 'approve', comment: 'go ahead' }],
    });
    expect(grantOf(reply)).toEqual(await look(broker, id));
  });

  it('shortens, and never lengthens', async () => {
    const id = await fix();
    expect(said(await review(broker, 'reviewer', id, { durationSeconds: 901 }))).toEqual([
      422,
      'duration-out-of-range',
      '15 min was asked for: give that or less.',
    ]);
    expect(await look(broker, id)).toMatchObject({ status: 'pending', reviews: [] });
    expect(grantOf(await review(broker, 'reviewer', id, { durationSeconds: 600 }))).toMatchObject({
      status: 'approved',
      grantedSeconds: 600,
    });
  });

  it('denies with a comment, and only with one', async () => {
    const id = await fix();
    for (const comment of [undefined, '', '  \n ']) {
      const given = { verdict: 'deny' as const, ...(comment === undefined ? {} : { comment }) };
      expect(said(await review(broker, 'reviewer', id, given)).slice(0, 2)).toEqual([
        422,
        'comment-required',
      ]);
    }
    const denied = grantOf(
      await review(broker, 'reviewer', id, { verdict: 'deny', comment: ' use\nthe runbook ' }),
    );
    expect(denied).toMatchObject({ status: 'ended', why: 'denied', note: 'use the runbook' });
  });

  it('counts several of the group, each once, and the shortest shortening', async () => {
    const id = await askFor(broker, 'engineer', 'billing-both', 1800);
    const first = await itemOf(broker, 'reviewer', id);
    expect(grantOf(await review(broker, 'reviewer', id, { durationSeconds: 600 })).status).toBe('pending');
    broker.clock.advance(5000);
    expect(said(await review(broker, 'reviewer', id, { digest: first.digest }))).toEqual([
      409,
      'already-decided',
      'You approved this 5 s ago; it waits for 1 more.',
    ]);
    expect((await inboxOf(broker, 'reviewer')).waiting).toEqual([]);
    const second = await itemOf(broker, 'riley', id);
    expect(second).toMatchObject({ needs: { count: 2, group: 'dba' }, reviews: [{ durationSeconds: 600 }] });
    const given = { digest: second.digest, durationSeconds: 900 };
    expect(grantOf(await review(broker, 'riley', id, given))).toMatchObject({
      status: 'approved',
      grantedSeconds: 600,
    });
  });

  it.each([
    ['the requester', 'engineer', 403, 'forbidden', 'Nobody reviews their own request.'],
    [
      'a colleague in another group',
      'colleague',
      404,
      'not-found',
      'There is no such grant for you to review.',
    ],
    ['a stranger', 'stranger', 404, 'not-found', 'There is no such grant for you to review.'],
    ['nobody', null, 401, 'not-signed-in', expect.stringContaining('Sign in')],
  ] as const)('by %s is refused, and changes nothing', async (_, who, status, code, detail) => {
    const id = await fix();
    const { digest } = await itemOf(broker, 'reviewer', id);
    const body = { verdict: 'approve', digest, source: 'window' };
    const reply = await broker.call(who, 'POST', `/v1/grants/${id}/reviews`, body);
    expect(said(reply)).toEqual([status, code, detail]);
    expect(await look(broker, id)).toMatchObject({ status: 'pending', reviews: [] });
    if (who !== null) expect((await inboxOf(broker, who)).waiting).toEqual([]);
  });

  it('of one’s own request is refused also to a member of the group', async () => {
    const id = await fix('dana');
    expect((await inboxOf(broker, 'dana')).waiting).toEqual([]);
    expect(said(await review(broker, 'dana', id)).slice(0, 2)).toEqual([403, 'forbidden']);
    expect(grantOf(await review(broker, 'riley', id)).status).toBe('approved');
    const { rows } = await query(
      broker.access.owner,
      `select entry::jsonb->'actor'->>'name' who, entry::jsonb->'details'->>'code' code from audit
        where entry::jsonb->>'action' = 'review-refused'`,
    );
    expect(rows).toEqual([{ who: 'Dana Both', code: 'forbidden' }]);
  });

  it('of a grant that nobody was asked about, or that is not there, is not found', async () => {
    const id = await askFor(broker, 'engineer');
    for (const grantId of [id, '01M85SZSVQKCPPN02KHP85HMJX'])
      expect(said(await review(broker, 'reviewer', grantId, { digest: 'a'.repeat(64) })).slice(0, 2)).toEqual(
        [404, 'not-found'],
      );
  });

  it('of anything but what is asked is refused', async () => {
    const [id, other] = [await fix(), await fix()];
    const { digest } = await itemOf(broker, 'reviewer', other);
    expect(said(await review(broker, 'reviewer', id, { digest })).slice(0, 2)).toEqual([
      409,
      'changed-meanwhile',
    ]);
    expect(await look(broker, id)).toMatchObject({ status: 'pending', reviews: [] });
  });

  it('that comes second hears who was first', async () => {
    const [id, denied] = [await fix(), await fix()];
    const { digest } = await itemOf(broker, 'riley', id);
    const deniedDigest = (await itemOf(broker, 'riley', denied)).digest;
    await review(broker, 'reviewer', id);
    await review(broker, 'reviewer', denied, { verdict: 'deny', comment: 'no' });
    broker.clock.advance(5000);
    expect(said(await review(broker, 'riley', id, { digest }))).toEqual([
      409,
      'already-decided',
      'Robin Reviewer approved this 5 s ago.',
    ]);
    expect(said(await review(broker, 'reviewer', id, { digest }))[2]).toBe('You approved this 5 s ago.');
    expect(said(await review(broker, 'riley', denied, { digest: deniedDigest }))).toEqual([
      409,
      'already-decided',
      'Robin Reviewer denied this 5 s ago.',
    ]);
  });

  it('that comes late, or for a request that was withdrawn, hears what became of it', async () => {
    const [late, withdrawn] = [await fix(), await fix()];
    const digests = [await itemOf(broker, 'reviewer', late), await itemOf(broker, 'reviewer', withdrawn)];
    await broker.call('engineer', 'POST', `/v1/grants/${withdrawn}/withdraw`, { source: 'window' });
    broker.clock.advance(2000);
    expect(said(await review(broker, 'reviewer', withdrawn, { digest: digests[1]?.digest ?? '' }))).toEqual([
      409,
      'wrong-status',
      'Erin Engineer withdrew this 2 s ago.',
    ]);
    broker.clock.advance(3_598_000);
    expect(said(await review(broker, 'reviewer', late, { digest: digests[0]?.digest ?? '' }))).toEqual([
      409,
      'wrong-status',
      'This lapsed 0 s ago: its time was over.',
    ]);
    expect(await look(broker, late)).toMatchObject({ status: 'ended', why: 'lapsed', reviews: [] });
    expect((await inboxOf(broker, 'reviewer')).waiting).toEqual([]);
  });

  it('stands in the audit with its comment, cleaned, and what ordered it', async () => {
    const id = await fix();
    await review(broker, 'reviewer', id, { comment: ' fine\nby me ', durationSeconds: 600 });
    const { rows } = await query(
      broker.access.owner,
      `select entry::jsonb->'actor'->>'name' who, entry::jsonb->'details' details from audit
        where entry::jsonb->>'action' = 'grant-reviewed'`,
    );
    expect(rows).toMatchObject([
      {
        who: 'Robin Reviewer',
        details: {
          verdict: 'approve',
          comment: 'fine by me',
          durationSeconds: 600,
          source: 'window',
          status: 'approved',
        },
      },
    ]);
    expect(await verifyAudit(broker.db)).toMatchObject({ verdict: 'whole' });
  });
});
