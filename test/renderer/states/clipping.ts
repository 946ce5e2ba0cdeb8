// What is cut off, at whatever zoom the page has.
import type { Page } from 'playwright';

/** The usual window, so many times as large. */
export async function zoomTo(page: Page, zoom: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', {
    width: Math.round(420 / zoom),
    height: Math.round(640 / zoom),
    deviceScaleFactor: zoom,
    mobile: false,
  });
  await session.detach();
}

/** What sticks out of the window or out of its own button. */
export async function clipped(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
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
