/**
 * The five shapes of the tray icon as distances: for a point on a 22 × 22 grid, how far it is from the stroke (negative inside).
 * Each shape is told apart without colour: ring, dashed ring, draining ring with a dot, draining ring with an exclamation, triangle.
 */
import { RING_STEPS, type TrayIcon } from './tray-icon.ts';

export const GRID = 22;

/** Distance in grid units from a point to a stroke's edge. */
export type Distance = (x: number, y: number) => number;

/** Which colour a stroke has; the palette says what that is. */
export type Paint = 'ink' | 'track' | 'live' | 'ending' | 'trouble';

export interface Stroke {
  readonly paint: Paint;
  readonly distance: Distance;
}

const MIDDLE = GRID / 2;
const RADIUS = 8;
const TURN = 2 * Math.PI;
const DASHES = 8;

export function strokesOf({ shape, step }: TrayIcon): readonly Stroke[] {
  switch (shape) {
    case 'idle':
      return [{ paint: 'ink', distance: ring(2) }];
    case 'waiting':
      return [{ paint: 'ink', distance: dashedRing(2) }];
    case 'active':
      return [...drainingRing(step, 'live'), { paint: 'live', distance: dot(MIDDLE, MIDDLE, 2.6) }];
    case 'ending':
      return [...drainingRing(step, 'ending'), ...exclamation('ending', 7, 11.4, 14.6)];
    case 'trouble':
      return [{ paint: 'trouble', distance: triangle() }, ...exclamation('trouble', 8.6, 12.4, 15.4)];
  }
}

function drainingRing(step: number, paint: Paint): readonly Stroke[] {
  const track: Stroke = { paint: 'track', distance: ring(3) };
  if (step <= 0) return [track];
  const left: Stroke = { paint, distance: step >= RING_STEPS ? ring(3) : arc(0, step / RING_STEPS, 3) };
  return [track, left];
}

function exclamation(paint: Paint, top: number, bottom: number, point: number): readonly Stroke[] {
  return [
    { paint, distance: segment(MIDDLE, top, MIDDLE, bottom, 2) },
    { paint, distance: dot(MIDDLE, point, 1.2) },
  ];
}

function ring(width: number): Distance {
  return (x, y) => Math.abs(Math.hypot(x - MIDDLE, y - MIDDLE) - RADIUS) - width / 2;
}

function dot(atX: number, atY: number, radius: number): Distance {
  return (x, y) => Math.hypot(x - atX, y - atY) - radius;
}

/** From the top, clockwise; `from` and `to` are parts of a turn. Its ends are round. */
function arc(from: number, to: number, width: number): Distance {
  const whole = ring(width);
  const ends = [from, to].map((part) => {
    const angle = part * TURN;
    return dot(MIDDLE + RADIUS * Math.sin(angle), MIDDLE - RADIUS * Math.cos(angle), width / 2);
  });
  return (x, y) => {
    const angle = Math.atan2(x - MIDDLE, MIDDLE - y);
    const part = (angle < 0 ? angle + TURN : angle) / TURN;
    if (part >= from && part <= to) return whole(x, y);
    return Math.min(...ends.map((end) => end(x, y)));
  };
}

function dashedRing(width: number): Distance {
  const dashes = Array.from({ length: DASHES }, (_, index) =>
    arc((index + 0.18) / DASHES, (index + 0.62) / DASHES, width),
  );
  return (x, y) => Math.min(...dashes.map((dash) => dash(x, y)));
}

function triangle(): Distance {
  const sides = [
    segment(MIDDLE, 3.4, 19.4, 18, 2),
    segment(19.4, 18, 2.6, 18, 2),
    segment(2.6, 18, MIDDLE, 3.4, 2),
  ];
  return (x, y) => Math.min(...sides.map((side) => side(x, y)));
}

function segment(fromX: number, fromY: number, toX: number, toY: number, width: number): Distance {
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const square = alongX * alongX + alongY * alongY;
  return (x, y) => {
    const part = Math.min(1, Math.max(0, ((x - fromX) * alongX + (y - fromY) * alongY) / square));
    return Math.hypot(x - fromX - part * alongX, y - fromY - part * alongY) - width / 2;
  };
}
