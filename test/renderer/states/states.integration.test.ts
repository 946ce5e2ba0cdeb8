// Every designed state of the window, each visited once and looked at in every way: under axe-core, light and dark; at 125 and 200 % zoom, where
// nothing is cut off sideways; and in the pseudo-language.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { openWindow, type OpenWindow } from '../harness/open-window.ts';
import { inTheme, reachScenario, scenarios } from '../harness/scenarios.ts';
import { violations } from './axe.ts';
import { clipped, zoomTo } from './clipping.ts';
import { leftOver, NAMES, stickingOut, texts, unspoken } from './speaking.ts';

const ZOOMS = [1.25, 2];

let window: OpenWindow;
/** A later snapshot, so that the page takes it. */
let revision = 100;
beforeAll(async () => {
  window = await openWindow();
  // Colours change at once: one looked at on its way from light to dark would be neither.
  await window.page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await window.close();
});

async function showAgain(snapshot: Snapshot, changes: Partial<Snapshot>): Promise<void> {
  revision += 1;
  await window.show({ ...snapshot, ...changes, revision: snapshot.revision + revision });
}

describe.each(scenarios(Date.now()).map((scenario) => [scenario.name, scenario] as const))(
  '%s',
  (_name, scenario) => {
    beforeAll(async () => {
      await zoomTo(window.page, 1);
      await reachScenario(window, inTheme(scenario, 'light'));
    });

    it('breaks no rule of accessibility, light', async () => {
      expect(await violations(window.page)).toEqual([]);
    });

    it.each(ZOOMS)('cuts nothing off at %s times the size', async (zoom) => {
      await zoomTo(window.page, zoom);
      expect(await clipped(window.page)).toEqual([]);
    });

    const { snapshot } = scenario;
    // Before there is one, there is neither a theme nor a language that was set.
    if (snapshot === null) return;

    it('breaks no rule of accessibility, dark', async () => {
      await zoomTo(window.page, 1);
      await showAgain(snapshot, { settings: { ...snapshot.settings, theme: 'dark' } });
      await window.page.locator('html[data-theme=dark]').waitFor();
      expect(await violations(window.page)).toEqual([]);
    });

    it('says everything from a catalogue, within the window', async () => {
      await showAgain(snapshot, { language: 'pseudo' });
      await window.page.getByText('⟦').first().waitFor();
      expect(await leftOver(window.page, snapshot)).toEqual([]);
      expect(await stickingOut(window.page)).toEqual([]);
    });
  },
);

describe('the checks themselves', () => {
  it('see a button without a name, what sticks out, and a text that is in no catalogue', async () => {
    await window.page.evaluate(() => {
      const heading = document.querySelector('h1');
      if (heading === null) return;
      heading.textContent = 'Hard-coded';
      heading.append(document.createElement('button'));
      heading.style.marginLeft = '2000px';
    });
    expect((await violations(window.page)).join()).toContain('button-name');
    expect(await clipped(window.page)).not.toEqual([]);
    expect(await stickingOut(window.page)).not.toEqual([]);
    expect((await texts(window.page)).map((text) => unspoken(text, NAMES))).toContain('Hard coded');
  });
});
