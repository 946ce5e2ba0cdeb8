import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  autostartFolder,
  createXdgAutostart,
  desktopEntry,
} from '../../../electron/adapters/xdg-autostart.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'stint-autostart-')), 'autostart');
});
afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

describe('starting at login on Linux', () => {
  it('writes one entry and takes it away again, twice without harm', () => {
    const item = createXdgAutostart({ folder, program: '/opt/Stint/stint' });
    item.set(false);
    expect(existsSync(folder)).toBe(false);
    item.set(true);
    item.set(true);
    expect(readdirSync(folder)).toEqual(['stint.desktop']);
    expect(readFileSync(join(folder, 'stint.desktop'), 'utf8')).toContain('Exec="/opt/Stint/stint"\n');
    writeFileSync(join(folder, 'other.desktop'), '');
    item.set(false);
    item.set(false);
    expect(readdirSync(folder)).toEqual(['other.desktop']);
  });

  it('leaves an entry alone that says the same already, and mends one that does not', () => {
    const item = createXdgAutostart({ folder, program: '/opt/Stint/stint' });
    const file = join(folder, 'stint.desktop');
    const longAgo = new Date(1_000_000_000_000);
    item.set(true);
    utimesSync(file, longAgo, longAgo);
    item.set(true);
    expect(statSync(file).mtimeMs).toBe(longAgo.getTime());
    createXdgAutostart({ folder, program: '/opt/Stint 2/stint' }).set(true);
    expect(readFileSync(file, 'utf8')).toBe(desktopEntry('/opt/Stint 2/stint'));
  });

  it('counts an empty or relative XDG_CONFIG_HOME as unset', () => {
    expect(autostartFolder('/etc/me', '/home/me')).toBe('/etc/me/autostart');
    for (const unset of [undefined, '', 'config'])
      expect(autostartFolder(unset, '/home/me')).toBe('/home/me/.config/autostart');
  });

  it('quotes a path so that no program reads more than one word of it', () => {
    // Two levels: the quoting of the Exec key within a string value of the file.
    expect(desktopEntry('/home/a b/$HOME/`id`/"x"/50%/stint')).toContain(
      'Exec="/home/a b/\\\\$HOME/\\\\`id\\\\`/\\\\"x\\\\"/50%%/stint"\n',
    );
  });
});
