// Takes a picture of every designed state of the window, light, dark and with forced colours.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openWindow } from './open-window.ts';
import { inTheme, reachScenario, scenarios } from './scenarios.ts';

/** `part`: of the names of the states that are meant. Answers how many pictures there are; complaints of the page are an error. */
export async function shootStates(folder: string, part = ''): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const window = await openWindow();
  let taken = 0;
  try {
    for (const look of ['light', 'dark', 'forced'] as const) {
      await window.page.emulateMedia({ forcedColors: look === 'forced' ? 'active' : 'none' });
      for (const plain of scenarios(Date.now()).filter(({ name }) => name.includes(part))) {
        const scenario = inTheme(plain, look === 'dark' ? 'dark' : 'light');
        await reachScenario(window, scenario);
        const path = join(folder, `${scenario.name}-${look}.png`);
        await window.page.screenshot({ path, animations: 'disabled' });
        taken += 1;
      }
    }
    const complaints = await window.complaints();
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  } finally {
    await window.close();
  }
  return taken;
}
