/**
 * Starting at login on Linux: one desktop entry in the user's autostart folder (freedesktop.org, Desktop Application Autostart).
 * It touches no other file there.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { LoginItem } from '../ports/desktop.ts';

export interface XdgAutostartDeps {
  /** `$XDG_CONFIG_HOME/autostart` */
  readonly folder: string;
  /** The program's path. */
  readonly program: string;
}

export function createXdgAutostart({ folder, program }: XdgAutostartDeps): LoginItem {
  const file = join(folder, 'stint.desktop');
  return {
    set(startAtLogin) {
      if (!startAtLogin) {
        rmSync(file, { force: true });
        return;
      }
      const text = desktopEntry(program);
      if (textOf(file) === text) return;
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, text, { mode: 0o644 });
    },
  };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Where entries stand. An empty or relative `XDG_CONFIG_HOME` counts as unset (XDG Base Directory Specification). */
export function autostartFolder(configHome: string | undefined, home: string): string {
  const isSet = configHome !== undefined && isAbsolute(configHome);
  return join(isSet ? configHome : join(home, '.config'), 'autostart');
}

/** The entry's text; the path quoted as the Desktop Entry Specification asks for (section "The Exec key"). */
export function desktopEntry(program: string): string {
  const inQuotes = program.replace(/["`$\\]/gu, (character) => `\\${character}`).replaceAll('%', '%%');
  // A string value of the file is unescaped once before the quoting is.
  const exec = `"${inQuotes}"`.replaceAll('\\', '\\\\');
  return `[Desktop Entry]\nType=Application\nName=Stint\nExec=${exec}\nTerminal=false\n`;
}
