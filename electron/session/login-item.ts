/** Keeps the system's login item as the settings say, from the start on. */
import type { Core } from '../ports/core.ts';
import type { LoginItem } from '../ports/desktop.ts';
import type { Undo } from '../ports/undo.ts';

export function followLoginItem(core: Pick<Core, 'snapshot' | 'onChange'>, item: LoginItem): Undo {
  // Settings are read from disk as the core starts: until something is set, an item that stands is left alone.
  let set = core.snapshot().settings.startAtLogin;
  return core.onChange(() => {
    const { startAtLogin } = core.snapshot().settings;
    if (startAtLogin === set) return;
    set = startAtLogin;
    item.set(startAtLogin);
  });
}
