// Draws the application's icons into build/, and the tray icon's first pictures: `node scripts/icons.ts`. Run it after a change
// of the drawing and commit what it wrote; the package takes the files. It never runs by itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FIRST_ICON } from '../electron/tray/first-picture.ts';
import { drawIcon } from '../electron/tray/icon-picture.ts';
import { encodePng } from '../electron/tray/png.ts';
import { drawAppIcon } from './icons/app-icon.ts';
import { FIRST_PICTURES } from './icons/first-pictures.ts';
import { toIcns, toIco, toPng, type Picture } from './icons/image-files.ts';

const build = fileURLToPath(new URL('../build/', import.meta.url));
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

const pictures: readonly Picture[] = sizes.map((size) => ({ size, png: toPng(size, drawAppIcon(size)) }));

mkdirSync(`${build}icons`, { recursive: true });
for (const { size, png } of pictures) {
  if (size <= 512) writeFileSync(`${build}icons/${String(size)}x${String(size)}.png`, png);
}
writeFileSync(`${build}icon.ico`, toIco(pictures.filter(({ size }) => size <= 256)));
writeFileSync(`${build}icon.icns`, toIcns(pictures));

const first = FIRST_PICTURES.map(({ palette, pixels }) => {
  const png = encodePng(drawIcon(FIRST_ICON, pixels, palette)).toString('base64');
  return `  '${palette} ${String(pixels)}':\n    '${png}',`;
});
writeFileSync(
  fileURLToPath(new URL('../electron/tray/first-picture-data.ts', import.meta.url)),
  `/** Written by scripts/icons.ts: the tray icon's first picture as PNG in base64, by palette and pixels. */
// prettier-ignore
export const FIRST_PICTURE_DATA: Readonly<Record<string, string>> = {
${first.join('\n')}
};
`,
);
