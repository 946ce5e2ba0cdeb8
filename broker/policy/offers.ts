/**
 * The list of profiles for one person now, each with what policy would answer. It is kept for a minute, for everybody about whom the policies
 * cannot tell a difference; profiles about which they cannot tell one either are decided once. It is for looking at: asking decides anew.
 */
import type { Offer, ProfileOffer } from '../../shared/profile.ts';
import type { Circumstances } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import type { Person } from '../../shared/person.ts';
import type { Instant } from '../../shared/instant.ts';
import type { PolicySet } from './policy-set.ts';

export interface Asked {
  readonly person: Person;
  readonly at: Instant;
  readonly from: Circumstances;
}

/** `null`: not on this person's list. */
export type OfferFor = (asked: Asked, profile: ProfileRule) => Offer | null;

const MINUTE_MS = 60_000;
/** A list of 20,000 profiles for some ten kinds of people. */
const MOST_ROWS = 200_000;
/** A long list lets others have their turn. */
const AT_ONCE = 20;

interface Kept {
  readonly list: Promise<readonly ProfileOffer[]>;
  readonly rows: number;
}

export function createOffers(
  policies: () => PolicySet,
  offerFor: OfferFor,
  othersTurn: () => Promise<void>,
): (asked: Asked, profiles: ReadonlyMap<string, ProfileRule>) => Promise<readonly ProfileOffer[]> {
  const kept = new Map<string, Kept>();
  let minute = -1;

  return (asked, profiles) => {
    const set = policies();
    const now = Math.floor(asked.at / MINUTE_MS);
    if (now !== minute) kept.clear();
    minute = now;
    const key = keyOf(set, asked);
    const known = kept.get(key);
    if (known !== undefined) return known.list;
    const entry: Kept = {
      list: listOffers(set, { offerFor, othersTurn }, asked, profiles),
      rows: profiles.size,
    };
    kept.set(key, entry);
    let rows = [...kept.values()].reduce((sum, each) => sum + each.rows, 0);
    for (const [oldest, { rows: fewer }] of kept) {
      if (rows <= MOST_ROWS || oldest === key) break;
      kept.delete(oldest);
      rows -= fewer;
    }
    // A list that failed is no list for the next one who asks.
    entry.list.catch(() => kept.delete(key));
    return entry.list;
  };
}

async function listOffers(
  set: PolicySet,
  { offerFor, othersTurn }: { offerFor: OfferFor; othersTurn: () => Promise<void> },
  asked: Asked,
  profiles: ReadonlyMap<string, ProfileRule>,
): Promise<readonly ProfileOffer[]> {
  const decided = new Map<string, Offer | null>();
  const list: ProfileOffer[] = [];
  for (const rule of profiles.values()) {
    const kind = kindOf(set, rule);
    let offer = decided.get(kind);
    if (offer === undefined) {
      offer = offerFor(asked, rule);
      decided.set(kind, offer);
      if (decided.size % AT_ONCE === 0) await othersTurn();
    }
    if (offer !== null) list.push({ profile: rule.profile, offer });
  }
  return list;
}

/** All of a person and of the moment that the policies in force look at, within the minute. */
function keyOf({ version, speaks, namesPeople }: PolicySet, { person, from }: Asked): string {
  return JSON.stringify([
    version,
    person.groups.toSorted(),
    namesPeople ? [person.issuer, person.subject, person.name] : null,
    speaks.has('sourceAddress') ? from.address : null,
    speaks.has('signedInSeconds') ? from.signedInAt : null,
  ]);
}

const kinds = new WeakMap<ProfileRule, string>();

/** All of a profile that policies and limits look at; a profile that a policy names is one of a kind. */
function kindOf({ namedProfiles }: PolicySet, rule: ProfileRule): string {
  const { profile } = rule;
  if (namedProfiles.has(profile.id)) return `profile ${profile.id}`;
  const known = kinds.get(rule);
  if (known !== undefined) return known;
  const kind = JSON.stringify([
    profile.importance,
    [rule.groups, rule.tags, [...rule.environments]],
    [rule.longestSeconds, rule.totalSeconds, rule.reasonRequired, rule.ticketRequired],
    [rule.review, rule.unavailable],
    rule.entitlements.map(({ targetId, kind: of }) => [targetId, of]),
  ]);
  kinds.set(rule, kind);
  return kind;
}
