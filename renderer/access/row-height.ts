/** How high a row of the list is, without asking the page: a long name takes two lines. The same answer for the same profile and width. */
import type { Profile } from '../../shared/profile.ts';

const WIDE = /[A-Z@%&MWmw—…]/gu;
const NARROW = /[iljtfI1.,:;'|() ]/gu;

export const HEADING_HEIGHT = 28;
export const ONE_LINE = 54;
const TWO_LINES = 72;
/** What stands beside the name: picture, tag, gaps and padding. */
const BESIDE = 182;

/** About how wide a name is in the list's type, in pixels; rather too much than too little. */
function nameWidth(name: string): number {
  const wide = name.match(WIDE)?.length ?? 0;
  const narrow = name.match(NARROW)?.length ?? 0;
  return name.length * 7.3 + wide * 2.4 - narrow * 3;
}

/** Each key press asks for every row that matches; a profile never changes, it is replaced. */
const widths = new WeakMap<Pick<Profile, 'name'>, number>();

export function rowHeight(profile: Pick<Profile, 'name'>, listWidth: number): number {
  let width = widths.get(profile);
  if (width === undefined) widths.set(profile, (width = nameWidth(profile.name)));
  return width > listWidth - BESIDE ? TWO_LINES : ONE_LINE;
}
