/**
 * Starting at login on Linux: one desktop entry in the user's autostart folder (freedesktop.org, Desktop Application Autostart).
 * It touches no other file there.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, desktopEntry(program), { mode: 0o644 });
    },
  };
}

/** The entry's text; the path quoted as the Desktop Entry Specification asks for (section "The Exec key"). */
export function desktopEntry(program: string): string {
  const inQuotes = program.replace(/["`$\\]/gu, (character) => `\\${character}`).replaceAll('%', '%%');
  // A string value of the file is unescaped once before the quoting is.
  const exec = `"${inQuotes}"`.replaceAll('\\', '\\\\');
  return `[Desktop Entry]\nType=Application\nName=Stint\nExec=${exec}\nTerminal=false\n`;
}
