/**
 * The part of the tray menu about what may be asked for: favourites, recent ones, all profiles. One click elevates where policy
 * wants nothing typed; "…" opens the form.
 */
import { describeDuration } from '../../shared/duration.ts';
import { reviewFor, type ProfileOffer } from '../../shared/profile.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { forMenu } from '../hardening/plain-words.ts';
import { item, type MenuEntry } from './menu-entry.ts';
import { words } from '../words.ts';

const LONGEST_NAME = 48;
const MOST_FAVOURITES = 8;
const MOST_RECENTS = 5;
/** So many profiles stand in the menu itself while nobody has favourites or recent ones. */
const MOST_TO_BEGIN_WITH = 5;
export const MOST_IN_ALL = 25;

/** What one click asks for: what the person set, or what policy allows below that; never the longest by default. */
export function usualSeconds(durationsSeconds: readonly number[], usual: number): number | undefined {
  const atMost = durationsSeconds.filter((seconds) => seconds <= usual);
  return atMost.length > 0 ? Math.max(...atMost) : durationsSeconds[0];
}

export function elevateEntries(snapshot: Snapshot, isOnline: boolean): readonly MenuEntry[] {
  const offers = snapshot.profiles.offers ?? [];
  if (snapshot.session.session !== 'signed-in' || offers.length === 0) return [];
  const usual = snapshot.settings.usualSeconds;
  const live = new Set(snapshot.live.map(({ grant }) => grant.profileId));
  const byId = new Map(offers.map((row) => [row.profile.id, row]));
  const pick = (ids: readonly string[], most: number): readonly ProfileOffer[] =>
    ids
      .flatMap((id) => byId.get(id) ?? [])
      .filter(({ profile }) => !live.has(profile.id))
      .slice(0, most);

  const favourites = pick(snapshot.favourites, MOST_FAVOURITES);
  const recents = pick(
    snapshot.recents.filter((id) => !snapshot.favourites.includes(id)),
    MOST_RECENTS,
  );
  const nobodysChoice = snapshot.favourites.length + snapshot.recents.length === 0;
  const few = nobodysChoice && offers.length <= MOST_TO_BEGIN_WITH ? offers : [];
  const first = few.filter(({ profile, offer }) => offer.kind === 'open' && !live.has(profile.id));
  return [
    { kind: 'heading', label: words.tray.elevate },
    ...favourites.map((row) => offerEntry(row, '★ ', isOnline, usual)),
    ...recents.map((row) => offerEntry(row, '', isOnline, usual)),
    ...first.map((row) => offerEntry(row, '', isOnline, usual)),
    { kind: 'submenu', label: words.tray.all, entries: allEntries(offers, isOnline, usual) },
  ];
}

function allEntries(offers: readonly ProfileOffer[], isOnline: boolean, usual: number): readonly MenuEntry[] {
  const shown = offers.slice(0, MOST_IN_ALL).map((row) => offerEntry(row, '', isOnline, usual));
  if (offers.length <= MOST_IN_ALL) return shown;
  return [
    ...shown,
    { kind: 'separator' },
    item(words.tray.more, { order: 'show', place: { place: 'access' } }),
  ];
}

function offerEntry(
  { profile, offer }: ProfileOffer,
  mark: string,
  isOnline: boolean,
  usual: number,
): MenuEntry {
  const name = `${mark}${forMenu(profile.name, LONGEST_NAME)}`;
  const form = { order: 'show', place: { place: 'request', profileId: profile.id } } as const;
  if (offer.kind === 'refused') return item(words.tray.notNow({ profile: name }), form);
  const durationSeconds = usualSeconds(offer.durationsSeconds, usual);
  if (offer.reasonRequired || offer.ticketRequired || durationSeconds === undefined)
    return item(`${name}…`, form);
  const asks = reviewFor(offer, durationSeconds) === null ? '' : words.tray.asksForReview;
  return item(
    `${name} · ${describeDuration(durationSeconds)}${asks}`,
    { order: 'grant:request', profileId: profile.id, durationSeconds },
    isOnline,
  );
}
