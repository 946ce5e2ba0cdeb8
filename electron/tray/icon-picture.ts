/**
 * The tray icon as pixels, drawn by code so that every step of the ring and every size is exact. Pure: the same icon, size and palette
 * give the same bytes.
 */
import { GRID, strokesOf, type Paint } from './icon-shapes.ts';
import type { TrayIcon } from './tray-icon.ts';

/** `panel`: light strokes with a dark edge, readable on light and dark panels. `template`: black only, which macOS tints itself. */
export type Palette = 'panel' | 'template';

export interface Picture {
  readonly size: number;
  /** Four bytes a pixel, alpha not multiplied in. */
  readonly rgba: Uint8Array;
}

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const PANEL: Readonly<Record<Paint, Colour>> = {
  ink: [244, 241, 236, 1],
  track: [150, 146, 140, 0.9],
  live: [69, 203, 169, 1],
  ending: [242, 168, 90, 1],
  trouble: [255, 143, 133, 1],
};
const BLACK: Colour = [0, 0, 0, 1];
const TEMPLATE: Readonly<Record<Paint, Colour>> = {
  ink: BLACK,
  track: [0, 0, 0, 0.3],
  live: BLACK,
  ending: BLACK,
  trouble: BLACK,
};

/** The dark edge around each stroke, in grid units. */
const EDGE = 1.2;
const EDGE_COLOUR: Colour = [20, 18, 16, 0.85];

export function drawIcon(icon: TrayIcon, size: number, palette: Palette): Picture {
  const rgba = new Uint8Array(size * size * 4);
  const strokes = strokesOf(icon);
  const colours = palette === 'panel' ? PANEL : TEMPLATE;
  const perUnit = size / GRID;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5) / perUnit;
      const y = (row + 0.5) / perUnit;
      const away = strokes.map((stroke) => stroke.distance(x, y));
      let pixel: Colour = [0, 0, 0, 0];
      if (palette === 'panel')
        pixel = over(pixel, EDGE_COLOUR, coverage((Math.min(...away) - EDGE) * perUnit));
      strokes.forEach(({ paint }, index) => {
        pixel = over(pixel, colours[paint], coverage((away[index] ?? Infinity) * perUnit));
      });
      const [red, green, blue, alpha] = pixel;
      rgba.set([red, green, blue, alpha * 255].map(Math.round), (row * size + column) * 4);
    }
  }
  return { size, rgba };
}

/** How much of a pixel lies inside an edge that is `distance` pixels from its middle. */
function coverage(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance));
}

/** Porter and Duff's "over", colours not multiplied by alpha. */
function over(below: Colour, above: Colour, amount: number): Colour {
  const aboveAlpha = above[3] * amount;
  if (aboveAlpha === 0) return below;
  const alpha = aboveAlpha + below[3] * (1 - aboveAlpha);
  const mix = (from: number, to: number): number =>
    (to * aboveAlpha + from * below[3] * (1 - aboveAlpha)) / alpha;
  return [mix(below[0], above[0]), mix(below[1], above[1]), mix(below[2], above[2]), alpha];
}
