// At 125 and 200 % zoom of the usual window nothing is cut off sideways: nothing sticks out of the page, and no button loses its words.
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

/** What sticks out of the window or out of its own button. */
async function clipped(): Promise<readonly string[]> {
  return window.page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    return [
      ...document.querySelectorAll<HTMLElement>(
        'button, [role=tab], .tag, .segment-label, h1, h2, h3, p, input',
      ),
    ]
      .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, [aria-hidden=true]'))
      .filter((one) => {
        const box = one.getBoundingClientRect();
        if (box.width === 0 || box.height === 0) return false;
        const cut =
          one.matches('button, [role=tab], .segment-label') && one.scrollWidth > one.clientWidth + 1;
        return box.right > width + 1 || box.left < -1 || cut;
      })
      .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`);
  });
}

describe.each([1.25, 2])('at %s times the size', (zoom) => {
  it.each(scenarios(Date.now()).map((scenario) => [scenario.name, scenario] as const))(
    'cuts nothing off: %s',
    async (_name, scenario) => {
      const session = await window.page.context().newCDPSession(window.page);
      await session.send('Emulation.setDeviceMetricsOverride', {
        width: Math.round(420 / zoom),
        height: Math.round(640 / zoom),
        deviceScaleFactor: zoom,
        mobile: false,
      });
      await reachScenario(window, scenario);
      expect(await clipped()).toEqual([]);
      await session.detach();
    },
  );
});

describe('the check itself', () => {
  it('sees what sticks out', async () => {
    await window.page.evaluate(() => {
      const wide = document.querySelector('h1');
      if (wide) wide.style.marginLeft = '2000px';
    });
    expect(await clipped()).not.toEqual([]);
  });
});
