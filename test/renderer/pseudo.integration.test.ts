// Every designed state in the pseudo-language: what is not in its brackets and comes from no person, broker or clock is in no catalogue, and what
// sticks out of the window will stick out in German.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWindow, type OpenWindow } from './harness/open-window.ts';
import { reachScenario, scenarios } from './harness/scenarios.ts';

let window: OpenWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
});

/** All that is read from the page, seen or spoken. */
async function texts(): Promise<readonly string[]> {
  return window.page.evaluate(() => {
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
async function stickingOut(): Promise<readonly string[]> {
  return window.page.evaluate(() => {
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
function unspoken(text: string, others: readonly string[]): string {
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
const NAMES = ['Stint', 'https', 'PostgreSQL', 'SSH', 'English', 'Deutsch'];

describe('in the pseudo-language', () => {
  it.each(scenarios(Date.now()).map((scenario) => [scenario.name, scenario] as const))(
    'says everything from a catalogue, within the window: %s',
    async (_name, scenario) => {
      await reachScenario(window, scenario);
      const { snapshot } = scenario;
      if (snapshot === null) return;
      await window.show({ ...snapshot, revision: snapshot.revision + 100, language: 'pseudo' });
      await window.page.getByText('⟦').first().waitFor();
      const others = [...new Set([...said(snapshot), ...NAMES])]
        .filter((text) => /\p{L}/u.test(text))
        .sort((a, b) => b.length - a.length);
      const left = (await texts()).map((text) => [unspoken(text, others), text] as const);
      expect(left.filter(([rest]) => /\p{L}{3}/u.test(rest))).toEqual([]);
      expect(await stickingOut()).toEqual([]);
    },
  );

  it('would see a text that is in no catalogue, and one that sticks out', async () => {
    await window.page.evaluate(() => {
      const heading = document.querySelector('h1, h2');
      if (heading !== null) heading.textContent = 'Hard-coded';
      if (heading instanceof HTMLElement) heading.style.marginLeft = '2000px';
    });
    expect((await texts()).map((text) => unspoken(text, NAMES))).toContain('Hard coded');
    expect(await stickingOut()).not.toEqual([]);
  });
});
