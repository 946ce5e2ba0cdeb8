// Takes a picture of every scenario, light and dark: `node test/renderer/harness/shoot.ts <folder> [part of a name]`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openWindow } from './open-window.ts';
import { inTheme, reachScenario, scenarios } from './scenarios.ts';

const [folder = 'window-pictures', part = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const window = await openWindow();
try {
  for (const theme of ['light', 'dark'] as const) {
    for (const plain of scenarios(Date.now()).filter(({ name }) => name.includes(part))) {
      const scenario = inTheme(plain, theme);
      await reachScenario(window, scenario);
      await window.page.screenshot({
        path: join(folder, `${scenario.name}-${theme}.png`),
        animations: 'disabled',
      });
    }
  }
  const complaints = await window.complaints();
  if (complaints.length > 0) console.error(complaints.join('\n'));
} finally {
  await window.close();
}
