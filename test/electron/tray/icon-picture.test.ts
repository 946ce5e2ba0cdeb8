import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { drawIcon, type Palette, type Picture } from '../../../electron/tray/icon-picture.ts';
import { FIRST_ICON, firstPicture } from '../../../electron/tray/first-picture.ts';
import { encodePng } from '../../../electron/tray/png.ts';
import { FIRST_PICTURES } from '../../../scripts/icons/first-pictures.ts';
import { RING_STEPS, SHAPES, type TrayIcon } from '../../../electron/tray/tray-icon.ts';

const SIZES = [16, 22, 32];
const hashOf = ({ rgba }: Picture): string => createHash('sha256').update(rgba).digest('hex');

/** What stands in a picture's one IDAT chunk: signature and IHDR are 33 bytes, length and type 8; checksum and IEND 16. */
function rowsOf(png: Buffer): Buffer {
  return inflateSync(png.subarray(41, -16));
}

function pixel({ size, rgba }: Picture, x: number, y: number): readonly number[] {
  const at = (Math.floor(y * size) * size + Math.floor(x * size)) * 4;
  return [...rgba.subarray(at, at + 4)];
}

/** WCAG's relative luminance of a pixel laid on a grey. */
function luminanceOn(grey: number, [red = 0, green = 0, blue = 0, alpha = 0]: readonly number[]): number {
  const channel = (value: number): number => {
    const part = (value * alpha) / 255 / 255 + (grey * (255 - alpha)) / 255 / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
}

function strongestContrast(picture: Picture, grey: number): number {
  const panel = luminanceOn(grey, [0, 0, 0, 0]);
  let strongest = 1;
  for (let at = 0; at < picture.rgba.length; at += 4) {
    const shown = luminanceOn(grey, [...picture.rgba.subarray(at, at + 4)]);
    strongest = Math.max(strongest, (Math.max(shown, panel) + 0.05) / (Math.min(shown, panel) + 0.05));
  }
  return strongest;
}

describe('the first picture, which was drawn beforehand', () => {
  it.each(FIRST_PICTURES)('is what would be drawn: $palette at $pixels px', ({ palette, pixels }) => {
    const first = firstPicture(FIRST_ICON, pixels, palette);
    const drawn = encodePng(drawIcon(FIRST_ICON, pixels, palette));
    // Pixels, not bytes: one machine packs them tighter than another.
    expect(first === undefined ? undefined : rowsOf(first)).toEqual(rowsOf(drawn));
    expect(first?.subarray(0, 33)).toEqual(drawn.subarray(0, 33));
  });

  it('stands for no other icon', () => {
    expect(firstPicture({ shape: 'trouble', step: 0 }, 22, 'panel')).toBeUndefined();
    expect(firstPicture(FIRST_ICON, 23, 'panel')).toBeUndefined();
  });
});

describe('the tray icon', () => {
  const icons: readonly TrayIcon[] = SHAPES.flatMap((shape): readonly TrayIcon[] =>
    shape === 'active' || shape === 'ending'
      ? Array.from({ length: RING_STEPS + 1 }, (_, step) => ({ shape, step }))
      : [{ shape, step: 0 }],
  );

  it.each(SIZES)('looks different for each shape and step at %i px', (size) => {
    const seen = new Set(icons.map((icon) => hashOf(drawIcon(icon, size, 'panel'))));
    expect(seen.size).toBe(icons.length);
  });

  it.each(SIZES)('tells its shapes apart without colour at %i px', (size) => {
    const seen = new Set(SHAPES.map((shape) => hashOf(drawIcon({ shape, step: 3 }, size, 'template'))));
    expect(seen.size).toBe(SHAPES.length);
  });

  it('draws a template in black only, and lets alpha say the rest', () => {
    for (const shape of SHAPES) {
      const { rgba } = drawIcon({ shape, step: 7 }, 32, 'template');
      const colours = new Set(rgba.filter((_, index) => index % 4 !== 3));
      expect([...colours]).toEqual([0]);
      expect(Math.max(...rgba)).toBe(255);
    }
  });

  it.each(SHAPES)('can be read on light and dark panels: %s', (shape) => {
    for (const size of SIZES) {
      const picture = drawIcon({ shape, step: 5 }, size, 'panel');
      for (const grey of [20, 43, 128, 240, 255]) {
        expect(strongestContrast(picture, grey), `${size} px on grey ${grey}`).toBeGreaterThan(3);
      }
    }
  });

  it('drains clockwise: at a quarter the right is live and the left is not', () => {
    const picture = drawIcon({ shape: 'active', step: RING_STEPS / 4 }, 32, 'panel');
    const [red = 0, green = 0] = pixel(picture, 0.75, 0.24);
    expect(green).toBeGreaterThan(red + 60);
    const [leftRed = 0, leftGreen = 0] = pixel(picture, 0.14, 0.5);
    expect(Math.abs(leftGreen - leftRed)).toBeLessThan(20);
  });

  it('leaves the corners free and blends its edges', () => {
    const picture = drawIcon({ shape: 'idle', step: 0 }, 32, 'panel');
    expect(pixel(picture, 0, 0)).toEqual([0, 0, 0, 0]);
    expect(new Set(picture.rgba.filter((_, index) => index % 4 === 3)).size).toBeGreaterThan(10);
  });
});

describe('its PNG', () => {
  it.each(['panel', 'template'] satisfies Palette[])('holds exactly the pixels drawn (%s)', (palette) => {
    const picture = drawIcon({ shape: 'active', step: 9 }, 22, palette);
    const png = encodePng(picture);
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([22, 22]);
    const length = png.readUInt32BE(33);
    const rows = inflateSync(png.subarray(41, 41 + length));
    const pixels = Array.from({ length: 22 }, (_, row) => rows.subarray(row * 89 + 1, (row + 1) * 89));
    expect(Buffer.concat(pixels).equals(Buffer.from(picture.rgba))).toBe(true);
  });

  it('carries the check sum PNG readers look at', () => {
    const png = encodePng(drawIcon({ shape: 'idle', step: 0 }, 16, 'panel'));
    // The end chunk is the same in every PNG; its check sum is 0xAE426082.
    expect(png.subarray(-8).toString('hex')).toBe('49454e44ae426082');
  });
});
