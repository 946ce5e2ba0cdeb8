// Draws the application's icons into build/: `node scripts/icons.ts`. Run it after a change of the drawing and commit
// what it wrote; the package takes the files. It never runs by itself.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawAppIcon } from './icons/app-icon.ts';
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
