// The same device starts again, after a crash of the app: policy is asked again, about the length that was granted, and by what is in force then.
import { beforeEach, describe, expect, it } from 'vitest';
import { eachBroker, withAnother } from '../each-broker.ts';
import { askFor, extendOn, registerDesktop, startOn, type Desktop, type TestBroker } from '../test-broker.ts';
import { grantOf, look, review, REVIEW_YAML, said } from './reviewing.ts';

const PERMITS = `
@id("ask") @approval("profile") permit(principal, action == Action::"request", resource) when { principal in resource.askers };
@id("start") permit(principal, action == Action::"start", resource) when { context.approvals.containsAll(resource.reviews) };
@id("review") permit(principal, action == Action::"review", resource);
`;
const AT_MOST_HALF_AN_HOUR = `@id("short") @deny_reason("Half an hour at most.")
  forbid(principal, action == Action::"start", resource) when { context.durationSeconds > 1800 };`;

let broker: TestBroker;
let laptop: Desktop;
let cedar: string;
beforeEach(() => void (cedar = PERMITS));
eachBroker((fresh) => void (broker = fresh), { yaml: REVIEW_YAML, cedar: () => cedar });
beforeEach(async () => void (laptop = await registerDesktop(broker, 'engineer')));

/** Asked for an hour. */
async function approve(durationSeconds?: number): Promise<string> {
  const id = await askFor(broker, 'engineer', 'billing-fix', 3600);
  await review(broker, 'reviewer', id, durationSeconds === undefined ? {} : { durationSeconds });
  return id;
}

function forbidMore(): void {
  cedar = PERMITS + AT_MOST_HALF_AN_HOUR;
  expect(broker.policies.reload()).toBe(true);
}

/** By another stint.yaml, in which the profile gives no longer. */
const withLongest = (longest: string, run: (next: TestBroker) => Promise<void>): Promise<void> =>
  withAnother(
    broker,
    { yaml: REVIEW_YAML.replaceAll('longest: 1 h', `longest: ${longest}`), cedar: () => cedar },
    run,
  );

describe('starting again what a reviewer has shortened', () => {
  it('asks policy about the length that was granted, not about the one that was asked for', async () => {
    const id = await approve(1800);
    forbidMore();
    const first = grantOf(await startOn(broker, 'engineer', id, laptop));
    broker.clock.advance(60_000);
    const reply = await startOn(broker, 'engineer', id, laptop);
    expect(reply.status).toBe(200);
    expect(first.status === 'active' && first.expiresAt).toBeTypeOf('number');
    expect(grantOf(reply)).toMatchObject({
      status: 'active',
      expiresAt: first.status === 'active' ? first.expiresAt : 0,
    });
  });

  it('does so after an extension, which was asked about by itself', async () => {
    const id = await approve(1800);
    forbidMore();
    await startOn(broker, 'engineer', id, laptop);
    await extendOn(broker, 'engineer', id, laptop);
    await review(broker, 'reviewer', id);
    expect(await look(broker, id)).toMatchObject({ extensions: [{ outcome: 'approved' }] });
    expect((await startOn(broker, 'engineer', id, laptop)).status).toBe(200);
  });

  it('goes on where the profile gives no longer than that by now', async () => {
    const id = await approve(1800);
    await startOn(broker, 'engineer', id, laptop);
    await withLongest('30 min', async (next) => {
      expect((await startOn(next, 'engineer', id, laptop)).status).toBe(200);
    });
  });
});

describe('starting again what was granted whole', () => {
  it('is refused where policy forbids so long by now, and the grant is revoked: each start is by the policy in force then', async () => {
    const id = await approve();
    await startOn(broker, 'engineer', id, laptop);
    forbidMore();
    expect(said(await startOn(broker, 'engineer', id, laptop)).slice(1)).toEqual([
      'policy-refused',
      'Half an hour at most.',
    ]);
    expect(await look(broker, id)).toMatchObject({ status: 'ended', why: 'revoked' });
  });

  it('is refused where the profile gives less by now, and the grant is revoked, as a first start would be refused', async () => {
    const [first, again] = [await approve(), await approve()];
    await startOn(broker, 'engineer', again, laptop);
    await withLongest('30 min', async (next) => {
      for (const id of [first, again]) {
        expect(said(await startOn(next, 'engineer', id, laptop)).slice(1)).toEqual([
          'policy-refused',
          'Ask for 10 s to 30 min; this profile allows no longer.',
        ]);
      }
      expect(await look(next, first)).toMatchObject({ status: 'ended', why: 'denied' });
      expect(await look(next, again)).toMatchObject({ status: 'ended', why: 'revoked' });
    });
  });
});
