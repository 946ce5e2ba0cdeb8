import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeWindow, type Box } from '../../../electron/window/place-window.ts';

const SIZE = { width: 420, height: 640 };
const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };
const workArea: Box = { x: 0, y: 30, width: 1920, height: 1050 };
const middle = { x: 900, y: 500 };

describe('the place of the window', () => {
  it('is below an icon in a panel at the top, centred on it', () => {
    const tray: Box = { x: 1500, y: 4, width: 22, height: 22 };
    expect(placeWindow(SIZE, { tray, pointer: middle, workArea })).toEqual({ x: 1301, y: 38, ...SIZE });
  });

  it('is above an icon in a panel at the bottom, inside the screen at its right', () => {
    const area: Box = { x: 0, y: 0, width: 1920, height: 1040 };
    const tray: Box = { x: 1880, y: 1048, width: 24, height: 24 };
    expect(placeWindow(SIZE, { tray, pointer: middle, workArea: area })).toEqual({
      x: 1492,
      y: 392,
      ...SIZE,
    });
  });

  it('follows the pointer where the tray does not tell and the pointer is at an edge', () => {
    expect(placeWindow(SIZE, { tray: NOWHERE, pointer: { x: 1000, y: 12 }, workArea })).toEqual({
      x: 790,
      y: 38,
      ...SIZE,
    });
  });

  it('is at the top right when nothing tells', () => {
    expect(placeWindow(SIZE, { tray: NOWHERE, pointer: middle, workArea })).toEqual({
      x: 1492,
      y: 38,
      ...SIZE,
    });
  });

  it('is on the second screen when the icon is', () => {
    const area: Box = { x: 1920, y: -200, width: 1280, height: 1024 };
    const tray: Box = { x: 3000, y: -198, width: 22, height: 22 };
    const place = placeWindow(SIZE, { tray, pointer: middle, workArea: area });
    expect(place.x).toBeGreaterThanOrEqual(1920);
    expect(place.y).toBe(-168);
  });

  it('is always inside the free area, and shrinks where that is small', () => {
    const whole = (min: number, max: number) => fc.integer({ min, max });
    const area = fc.record({
      x: whole(-3000, 3000),
      y: whole(-3000, 3000),
      width: whole(200, 4000),
      height: whole(200, 3000),
    });
    const tray = fc.record({
      x: whole(-4000, 6000),
      y: whole(-4000, 6000),
      width: whole(0, 64),
      height: whole(0, 64),
    });
    const pointer = fc.record({ x: whole(-4000, 6000), y: whole(-4000, 6000) });
    fc.assert(
      fc.property(area, tray, pointer, (free, icon, at) => {
        const box = placeWindow(SIZE, { tray: icon, pointer: at, workArea: free });
        return (
          box.x >= free.x &&
          box.y >= free.y &&
          box.x + box.width <= free.x + free.width &&
          box.y + box.height <= free.y + free.height
        );
      }),
    );
  });
});
