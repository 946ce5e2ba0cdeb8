import { describe, expect, it } from 'vitest';
import { createOffers, type OfferFor } from '../../../broker/policy/offers.ts';
import type { PolicySet } from '../../../broker/policy/policy-set.ts';
import type { ProfileRule } from '../../../broker/ports/profile-rule.ts';
import { profileOffer } from '../../../shared/api-profile.ts';
import { benchOf, HERE, MEMBERS, person, rule, setOf, TUESDAY_TEN } from './policy-bench.ts';

const MINUTE = 60_000;
const asked = { person, at: TUESDAY_TEN, from: HERE };

function manyLike(count: number, changes: Partial<ProfileRule> = {}): ReadonlyMap<string, ProfileRule> {
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const id = `p${index + 1}`;
      return [id, { ...rule, ...changes, profile: { ...rule.profile, id } }];
    }),
  );
}

/** Counts how often something is decided. */
function counting(set: () => PolicySet): {
  offers: ReturnType<typeof createOffers>;
  decided: () => number;
  turns: () => number;
} {
  let decided = 0;
  const offerFor: OfferFor = () => {
    decided += 1;
    return { kind: 'refused', sentence: `decision ${decided}` };
  };
  let turns = 0;
  const othersTurn = (): Promise<void> => {
    turns += 1;
    return Promise.resolve();
  };
  return { offers: createOffers(set, offerFor, othersTurn), decided: () => decided, turns: () => turns };
}

describe('the list of offers', () => {
  it('is the very same within the minute for everybody in the same groups, and another after it', async () => {
    const { offers, decided } = counting(() => setOf(MEMBERS));
    const profiles = manyLike(1);
    const first = await offers(asked, profiles);
    const colleague = { ...person, subject: 'chris', groups: [...person.groups] };
    expect(await offers({ ...asked, person: colleague, at: asked.at + MINUTE - 1 }, profiles)).toBe(first);
    expect(decided()).toBe(1);
    expect(await offers({ ...asked, person: { ...person, groups: [] } }, profiles)).not.toBe(first);
    expect(await offers({ ...asked, at: asked.at + MINUTE }, profiles)).not.toBe(first);
    expect(decided()).toBe(3);
  });

  it.each([
    ['other policies', 'permit(principal, action, resource)', {}, true],
    [
      'an address that some policy looks at',
      'forbid(principal, action, resource) unless { context has sourceAddress }',
      { from: { ...HERE, address: '10.0.0.9' } },
      false,
    ],
    [
      'a sign-in that some policy looks at',
      'forbid(principal, action, resource) unless { context has signedInSeconds }',
      { from: { ...HERE, signedInAt: 1 } },
      false,
    ],
    [
      'a person whom some policy names',
      'forbid(principal == User::"local#x", action, resource)',
      { person: { ...person, subject: 'chris' } },
      false,
    ],
    [
      'a person at whose name some policy looks',
      'forbid(principal, action, resource) when { principal.name == "x" }',
      { person: { ...person, name: 'Chris' } },
      false,
    ],
  ])('is another one for %s', async (_what, text, changes, newPolicies) => {
    let set = setOf(newPolicies ? MEMBERS : `${MEMBERS} @id("x") ${text};`);
    const { offers } = counting(() => set);
    const profiles = manyLike(1);
    const first = await offers(asked, profiles);
    expect(await offers(asked, profiles)).toBe(first);
    if (newPolicies) set = setOf(`${MEMBERS} @id("x") ${text};`);
    expect(await offers({ ...asked, ...changes }, profiles)).not.toBe(first);
  });

  it('decides once for profiles that no policy can tell apart', async () => {
    const { offers, decided } = counting(() => setOf(MEMBERS));
    const profiles = new Map([...manyLike(5000)]);
    for (const [id, other] of manyLike(1, { tags: ['pii'] })) profiles.set(`${id}x`, other);
    expect(await offers(asked, profiles)).toHaveLength(5001);
    expect(decided()).toBe(2);
  });

  it('decides by itself for a profile that a policy names', async () => {
    const set = setOf(
      `${MEMBERS} @id("x") @deny_reason("No.") forbid(principal, action, resource == Profile::"p1");`,
    );
    const list = await benchOf(set).policy.offers(asked, manyLike(3));
    expect(list.map(({ offer }) => offer.kind)).toEqual(['refused', 'open', 'open']);
  });

  it('lets others have their turn while a long one is made', async () => {
    const { offers, turns } = counting(() => setOf(MEMBERS));
    const profiles = new Map(
      Array.from({ length: 100 }, (_, index) => [`p${index}`, { ...rule, longestSeconds: 1000 + index }]),
    );
    await offers(asked, profiles);
    expect(turns()).toBe(5);
  });

  it('tells from which duration on others approve', async () => {
    const text = `@id("a") permit(principal, action == Action::"request", resource) when { context.durationSeconds <= 1800 };
      @id("b") @approval("1 of group:dba") permit(principal, action == Action::"request", resource) when { context.durationSeconds > 1800 };
      @id("s") permit(principal, action == Action::"start", resource)
      when { context.durationSeconds <= 1800 || context.approvals.contains("1 of group:dba") };`;
    const [only] = await benchOf(setOf(text)).policy.offers(asked, manyLike(1));
    expect(only?.offer).toMatchObject({
      review: null,
      longer: [{ fromSeconds: 3600, review: { count: 1, group: 'dba' } }],
      durationsSeconds: [900, 1800, 3600],
    });
  });

  it('can be sent also where policies leave out a length in the middle', async () => {
    const text = `${MEMBERS} @id("gap") forbid(principal, action == Action::"request", resource)
      when { context.durationSeconds == 900 };`;
    const [only] = await benchOf(setOf(text)).policy.offers(asked, manyLike(1, { longestSeconds: 86_400 }));
    expect(profileOffer.shape.offer.parse(only?.offer)).toMatchObject({
      durationsSeconds: [60, 300, 600, 1800, 3600, 7200, 14_400, 28_800, 86_400],
    });
  });

  it.each(['durationSeconds', 'totalSeconds'])(
    'names the longest that policies on %s allow, and their reason',
    async (length) => {
      const text = `${MEMBERS} @id("short") @deny_reason("At most ten minutes at night.")
      forbid(principal, action, resource) when { context.${length} > 600 };`;
      const [only] = await benchOf(setOf(text)).policy.offers(asked, manyLike(1));
      expect(only?.offer).toMatchObject({
        durationsSeconds: [60, 300, 600],
        longestSeconds: 600,
        ceilingReason: 'At most ten minutes at night.',
      });
    },
  );

  it('says that a ticket of a kind is wanted, before anybody has written one', async () => {
    const text = `${MEMBERS} @id("ticket") @deny_reason("An OPS ticket is needed.")
      forbid(principal, action == Action::"request", resource) unless { context.ticket like "OPS-*" };`;
    const [only] = await benchOf(setOf(text)).policy.offers(asked, manyLike(1));
    expect(only?.offer).toMatchObject({ kind: 'open', ticketRequired: true, reasonRequired: false });
  });
});
