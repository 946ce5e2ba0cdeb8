// What a person does in the window, by accessible names and with keyboard and mouse.
import type { Locator, Page } from 'playwright';
import { waitForClipboard } from './clipboard.ts';
import type { World } from './world.ts';

/** Picks a profile by typing, and asks for it with keyboard alone. */
export async function askFor(page: Page, name: string, reason = ''): Promise<void> {
  await openForm(page, name);
  if (reason !== '') await page.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await page.keyboard.press('Control+Enter');
}

export async function openForm(page: Page, name: string): Promise<void> {
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(name);
  await page
    .getByRole('option', { name: new RegExp(`^${name}`, 'u') })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('form', { name: `Request ${name}` }).waitFor();
}

/** The card of a grant that is active. */
export function cardOf(page: Page, name: string): Locator {
  return page.getByRole('region', { name: 'Active access' }).getByRole('article', { name });
}

/** Copies the connection URL by the card's button, reads it where another program would, and makes its password a canary. */
export async function copyUrl(world: World, page: Page, name: string): Promise<string> {
  await cardOf(page, name).getByRole('button', { name: 'Copy URL' }).click();
  const url = await waitForClipboard(world.desktop.env, '');
  world.canary(new URL(url).password);
  return url;
}

/** Goes to History and opens the latest receipt of a profile. */
export async function openReceipt(page: Page, name: string): Promise<Locator> {
  await page.getByRole('tab', { name: 'History' }).click();
  const line = page.getByRole('button', { name: new RegExp(`^${name}`, 'u') }).first();
  await line.waitFor();
  if ((await line.getAttribute('aria-expanded')) !== 'true') await line.click();
  return page.getByRole('list', { name: 'Proof' }).first();
}
