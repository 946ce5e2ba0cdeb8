import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { removeHome, serverFoldersOf } from './homes.mjs';

it('takes the folders of its servers along with a home, and nothing that is not temporary', () => {
  const made = (prefix: string): string => mkdtempSync(path.join(tmpdir(), prefix));
  const [home, server, other] = [made('stint-home-'), made('stint-'), made('others-')];
  try {
    const pointTo = (name: string, folder: string): void => {
      mkdirSync(path.join(home, 'broker', name), { recursive: true });
      writeFileSync(path.join(home, 'broker', name, 'server-folder'), `${folder}\n`);
    };
    pointTo('storage', server);
    pointTo('demo-target/billing', other);
    pointTo('demo-target/elsewhere', path.join(tmpdir(), 'stint-x', '..', '..', 'etc'));
    expect(serverFoldersOf(home)).toEqual([server]);
    removeHome(home);
    expect([home, server, other].map((folder) => existsSync(folder))).toEqual([false, false, true]);
    removeHome(home);
  } finally {
    for (const folder of [home, server, other]) rmSync(folder, { recursive: true, force: true });
  }
});
