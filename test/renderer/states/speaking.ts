// The page in the pseudo-language: what is not in its brackets and comes from no person, broker or clock is in no catalogue, and what sticks out of
// the window will stick out in German.
import type { Page } from 'playwright';
import type { Snapshot } from '../../../shared/snapshot.ts';

/** All that is read from the page, seen or spoken. */
export async function texts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement?.closest('script, style, textarea, kbd') === null)
        found.push(node.textContent ?? '');
    }
    for (const name of ['aria-label', 'title', 'placeholder']) {
      for (const one of document.querySelectorAll(`[${name}]`)) found.push(one.getAttribute(name) ?? '');
    }
    return found;
  });
}

/** What sticks out of the window sideways. */
export async function stickingOut(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    return [...document.querySelectorAll<HTMLElement>('button, [role=tab], .tag, h1, h2, h3, p')]
      .filter((one) => one.checkVisibility() && one.closest('.visually-hidden, [aria-hidden=true]') === null)
      .filter((one) => one.getBoundingClientRect().right > width + 1)
      .map((one) => `${one.tagName}.${one.className}: ${one.textContent.slice(0, 60)}`);
  });
}

/** Every text of the snapshot: what people, the broker and this computer say. */
function said(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(said) : [];
}

/** What is left of a text without the catalogue's words, others' words, durations and dates. */
export function unspoken(text: string, others: readonly string[]): string {
  let rest = text;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/gu, ' ');
  }
  for (const other of others) rest = rest.replaceAll(other, ' ');
  return rest
    .replace(/\d+ ?(?:min|h|s)\b/gu, ' ')
    .replace(
      /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|\bUTC\b|\bat\b/gu,
      ' ',
    )
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();
}

/** Names that are the same in every language. */
export const NAMES = ['Stint', 'https', 'PostgreSQL', 'SSH', 'English', 'Deutsch'];

/** Texts of the page that hold words of no catalogue, nobody's in the snapshot, and no name: what is left of each, and the text. */
export async function leftOver(
  page: Page,
  snapshot: Snapshot,
): Promise<readonly (readonly [string, string])[]> {
  const others = [...new Set([...said(snapshot), ...NAMES])]
    .filter((text) => /\p{L}/u.test(text))
    .sort((a, b) => b.length - a.length);
  return (await texts(page))
    .map((text) => [unspoken(text, others), text] as const)
    .filter(([rest]) => /\p{L}{3}/u.test(rest));
}
