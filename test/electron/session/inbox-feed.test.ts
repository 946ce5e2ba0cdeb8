// What waits for a person's review: in the snapshot by this computer's clock, said once by a notice, and taken back when it is gone.
import { describe, expect, it } from 'vitest';
import { makeProblem, UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { makeActive, makeApproved, makeEnded, makeInboxItem, makeId, ROBIN } from '../../fakes/make-grant.ts';
import { GRANT } from './looks.ts';
import { BROKER_URL, makeSignedIn, makeWorld, settle, type World } from './make-core.ts';

const waits = (world: World): readonly string[] =>
  world.notices.filter(({ occasion }) => occasion === 'waits-for-you').map(({ title }) => title);

const item = (world: World) => makeInboxItem(GRANT, world.clock.read().wallAt);
const EMPTY = { waiting: [], decided: [] };

/** Robin, who may approve, is signed in and connected; one request waits. */
async function makeReviewer(): Promise<World> {
  const world = makeWorld();
  world.broker.person = ROBIN;
  await world.core.start();
  world.broker.up();
  await settle();
  world.broker.pushInbox({ waiting: [item(world)] });
  return world;
}

describe('whether the inbox is told', () => {
  it('is so from the first telling of a sign-in on, through a stream that breaks, and not after it', async () => {
    const world = makeWorld();
    world.broker.person = ROBIN;
    await world.core.start();
    expect(world.now()).toMatchObject({ session: { session: 'signed-in' }, inboxTold: false });
    world.broker.up();
    await settle();
    // The grants come first.
    expect(world.now().inboxTold).toBe(false);
    world.broker.pushInbox({ waiting: [] });
    expect(world.now().inboxTold).toBe(true);
    world.broker.down();
    expect(world.now().inboxTold).toBe(true);
    await world.core.perform('session:sign-out', {}, 'window');
    expect(world.now().inboxTold).toBe(false);
    await world.core.perform('session:sign-in', { brokerUrl: BROKER_URL, token: 'again' }, 'window');
    world.broker.up();
    await settle();
    expect(world.now()).toMatchObject({ session: { session: 'signed-in' }, inboxTold: false });
  });

  it('is so with the first telling of anything for who may not approve', async () => {
    const world = makeWorld();
    await world.core.start();
    expect(world.now().inboxTold).toBe(false);
    world.broker.up();
    expect(world.now().inboxTold).toBe(true);
  });

  it('comes again for somebody else who turns out to be signed in on a stream that was open already', async () => {
    const first = await makeSignedIn();
    const next = makeWorld({ files: first.files });
    next.broker.fail('me', UNREACHABLE);
    await next.core.start();
    next.broker.person = ROBIN;
    next.broker.up();
    next.broker.pushInbox({ waiting: [item(next)] });
    await settle();
    expect(next.now()).toMatchObject({ session: { person: { id: ROBIN.id } }, inboxTold: false });
    // As a stream that is opened anew does, and only that.
    expect(next.now().connection.connection).toBe('connecting');
    next.broker.up();
    next.broker.pushInbox({ waiting: [item(next)] });
    expect(next.now()).toMatchObject({ inboxTold: true, inbox: { waiting: [{ grant: { id: GRANT } }] } });
  });
});

describe('a reminder', () => {
  it('is said once more, once, and by this computer’s clock', async () => {
    const world = await makeReviewer();
    expect(waits(world)).toHaveLength(1);
    const again = { ...item(world), remindedAt: world.clock.read().wallAt };
    for (let time = 0; time < 2; time += 1) world.broker.pushInbox({ waiting: [again] });
    expect(waits(world)).toHaveLength(2);
    expect(world.takenBack).not.toContain(`waits:${GRANT}`);
  });
});

describe('the inbox', () => {
  it('is nobody’s when the token is refused, and its notices go', async () => {
    const world = await makeReviewer();
    world.broker.down(makeProblem('token-expired', 'Your sign-in has expired.', 401));
    await settle();
    expect(world.now()).toMatchObject({ session: { session: 'signed-out' }, inbox: EMPTY, inboxTold: false });
    expect(world.takenBack).toContain(`waits:${GRANT}`);
  });

  it('goes with the right to approve, also while signed in, as soon as the broker is back', async () => {
    const world = await makeReviewer();
    expect(waits(world)).toHaveLength(1);
    world.broker.down();
    world.broker.person = { ...ROBIN, groups: [], mayApprove: false };
    world.broker.up();
    await settle();
    expect(world.now()).toMatchObject({
      session: { session: 'signed-in', person: { mayApprove: false } },
      inbox: EMPTY,
    });
    expect(world.takenBack).toContain(`waits:${GRANT}`);
  });

  it('goes with the right to approve', async () => {
    const first = await makeReviewer();
    const world = makeWorld({ files: first.files });
    world.broker.person = ROBIN;
    world.broker.fail('me', UNREACHABLE);
    await world.core.start();
    world.broker.person = { ...ROBIN, mayApprove: false };
    const answerMe = world.broker.hold('me');
    world.broker.up();
    world.broker.pushInbox({ waiting: [item(world)] });
    expect(world.now().inbox.waiting).toHaveLength(1);
    answerMe();
    await settle();
    expect(world.now()).toMatchObject({
      session: { session: 'signed-in', person: { mayApprove: false } },
      inbox: EMPTY,
      inboxTold: true,
    });
    expect(world.takenBack).toContain(`waits:${GRANT}`);
  });

  it('is heard of on a new stream, however far the broker’s clock was set back', async () => {
    const world = await makeReviewer();
    world.clock.setWall(world.clock.read().wallAt - 3_600_000);
    world.broker.down();
    world.broker.up();
    world.broker.pushInbox({ waiting: [] });
    expect(world.now().inbox.waiting).toEqual([]);
  });

  it('is told by this computer’s clock where the broker’s is ahead', async () => {
    const world = await makeSignedIn({ offsetMs: 3_600_000 });
    const { wallAt } = world.clock.read();
    const at = wallAt + 3_600_000;
    const item = makeInboxItem(GRANT, at);
    world.broker.pushInbox({ waiting: [item], decided: [makeEnded(item.grant, 'withdrawn', at)] });
    expect(world.now().inbox).toMatchObject({
      waiting: [
        {
          askedAt: wallAt,
          reviewBy: wallAt + 900_000,
          grant: { requestedAt: wallAt, reviewBy: wallAt + 900_000 },
          lately: { lastEndedAt: wallAt - 86_400_000 },
        },
      ],
      decided: [{ endedAt: wallAt }],
    });
  });

  it('does not go back to what was told before', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    world.broker.pushInbox({ waiting: [] });
    world.clock.setWall(at - 60_000);
    world.broker.pushInbox({ waiting: [makeInboxItem(GRANT, at)] });
    expect(world.now().inbox.waiting).toEqual([]);
  });

  it('is nobody’s after signing out, and its notices go', async () => {
    const world = await makeSignedIn();
    world.broker.pushInbox({ waiting: [makeInboxItem(GRANT, world.clock.read().wallAt)] });
    await world.core.perform('session:sign-out', {}, 'window');
    await settle();
    expect(world.now().inbox).toEqual({ waiting: [], decided: [] });
    expect(world.takenBack).toContain(`waits:${GRANT}`);
  });
});

describe('the notice that something waits', () => {
  it('says who asks for what, how long and why, leads to it, and offers no button', async () => {
    const world = await makeSignedIn();
    world.broker.pushInbox({ waiting: [makeInboxItem(GRANT, world.clock.read().wallAt)] });
    expect(world.notices.at(-1)).toMatchObject({
      id: `waits:${GRANT}`,
      title: 'Waits for you: Fix a customer record',
      body: 'Erin Engineer asks for 1 h: Invoice 20418 was sent twice',
      place: { place: 'approvals', grantId: GRANT },
      action: null,
    });
  });

  it('comes once, again where something else is asked, and goes when it waits no more', async () => {
    const world = await makeSignedIn();
    const item = makeInboxItem(GRANT, world.clock.read().wallAt);
    world.broker.pushInbox({ waiting: [item] });
    world.broker.pushInbox({ waiting: [item] });
    expect(waits(world)).toHaveLength(1);
    const more = { ...item, digest: 'b'.repeat(64), asks: 'extension', durationSeconds: 900 } as const;
    world.broker.pushInbox({ waiting: [more] });
    expect(world.notices.at(-1)?.body).toContain('asks for 15 min more');
    expect(world.takenBack).toEqual([]);
    world.broker.pushInbox({ waiting: [] });
    expect(world.takenBack).toContain(`waits:${GRANT}`);
  });

  it('is pressing where access that nobody approved is in use, and plain once that is over', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    const times = { startedAt: at, expiresAt: at + 900_000, leases: [], latestEndAt: at + 900_000 };
    const grant = makeActive(makeApproved(GRANT, at), times);
    const taken = makeInboxItem(GRANT, at, { asks: 'afterwards', durationSeconds: 900 });
    world.broker.pushInbox({ waiting: [{ ...taken, grant }] });
    expect(world.notices.at(-1)).toMatchObject({
      title: 'Look at: Read the billing database',
      body: 'Erin Engineer took it for 15 min without a review: Invoice 20418 was sent twice',
      urgent: true,
      place: { place: 'approvals', grantId: GRANT },
    });
    const over = makeEnded(grant, 'expired', at + 900_000);
    world.broker.pushInbox({ waiting: [{ ...taken, grant: over, digest: 'b'.repeat(64) }] });
    expect(world.notices.at(-1)).toMatchObject({ urgent: false });
  });

  it('is one for many', async () => {
    const world = await makeSignedIn();
    const at = world.clock.read().wallAt;
    world.broker.pushInbox({ waiting: [1, 2, 3, 4].map((n) => makeInboxItem(makeId(n), at)) });
    expect(waits(world)).toEqual(['4 requests wait for you']);
    world.broker.pushInbox({ waiting: [] });
    expect(world.takenBack).toContain('waits');
  });

  it('keeps names and reasons plain', async () => {
    const world = await makeSignedIn();
    const item = makeInboxItem(GRANT, world.clock.read().wallAt, { reason: 'a\u202eb\u0007c' });
    world.broker.pushInbox({
      waiting: [
        {
          ...item,
          grant: { ...item.grant, profileName: 'Fix\u0000 it', person: { id: makeId(9), name: 'E\u200bve' } },
        },
      ],
    });
    expect(world.notices.at(-1)).toMatchObject({
      title: 'Waits for you: Fix it',
      body: 'Eve asks for 1 h: abc',
    });
  });
});
