// The second person of a test: a reviewer's app on the same desktop, keychain and broker, in a home of its own.
import path from 'node:path';
import type { Locator, Page } from 'playwright';
import { waitFor } from '../../desktop/wait.ts';
import type { AppOptions, AppProcess } from './app-process.ts';
import { clickMenu, findPath } from './menu.ts';
import type { World } from './world.ts';

export async function startReviewer(
  world: World,
  {
    link,
    account = 'reviewer',
  }: Pick<AppOptions, 'link'> & { readonly account?: 'reviewer' | 'second' } = {},
): Promise<AppProcess> {
  return world.start({
    home: path.join(world.desktop.folder, `stint-home-${account}`),
    tokenFile: world.broker.tokenFile(account),
    ...(link === undefined ? {} : { link }),
  });
}

/** Opens what waits from the tray, and answers the one request of this name. */
export async function openRequest(
  reviewer: AppProcess,
  name: string,
): Promise<{ readonly page: Page; readonly request: Locator }> {
  await clickMenu(reviewer.tray, 'Approvals (1)');
  const page = await reviewer.open();
  const request = page.getByRole('article', { name });
  await request.getByRole('button', { name: /^Approve/u }).waitFor();
  return { page, request };
}

export function waitForMenu(app: AppProcess, label: string, isThere = true): Promise<unknown> {
  return waitFor(`the menu ${isThere ? 'with' : 'without'} ${label}`, async () => {
    const found = findPath(await app.tray.menu(), [label]);
    return (found !== undefined) === isThere;
  });
}
