/** How high a row of the list is, without asking the page: a long name takes two lines. Pure. */
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

export function rowHeight(name: string, listWidth: number): number {
  return nameWidth(name) > listWidth - BESIDE ? TWO_LINES : ONE_LINE;
}
