// The second person of a test: a reviewer's app on the same desktop, keychain and broker, in a home of its own.
import path from 'node:path';
import type { Locator, Page } from 'playwright';
import { waitFor } from '../../desktop/wait.ts';
import type { AppOptions, AppProcess } from './app-process.ts';
import { clickMenu, findPath } from './menu.ts';
import { askFor } from './window.ts';
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

/** Two people at their apps, and what the first asks for open before the second. */
export async function askAndOpen(
  world: World,
  name: string,
  reason: string,
): Promise<{
  readonly engineer: AppProcess;
  readonly reviewer: AppProcess;
  /** The engineer's window. */
  readonly page: Page;
  /** The reviewer's. */
  readonly opened: Awaited<ReturnType<typeof openRequest>>;
}> {
  const engineer = await world.start();
  const reviewer = await startReviewer(world);
  const page = await engineer.open();
  await askFor(page, name, reason);
  return { engineer, reviewer, page, opened: await openRequest(reviewer, name) };
}
