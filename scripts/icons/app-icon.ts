// Draws the application's icon: a ring on ink that has drained by a quarter, the mark of the window and the tray.
// Pixels only, computed from distances with sixteen samples each; it writes no file.

type Colour = readonly [red: number, green: number, blue: number];

// The tokens `ink`, `live` (dark theme) and its soft companion.
const ink: Colour = [0x1d, 0x1b, 0x19];
const live: Colour = [0x45, 0xcb, 0xa9];
const drained: Colour = [0x3a, 0x42, 0x3e];

const samples = 4;
/** In parts of the icon's side. */
const margin = 0.06;
const cornerRadius = 0.22;
const ringRadius = 0.25;
const ringWidth = 0.1;
/** The share of the ring that is left, clockwise from the top. */
const left = 0.75;

function insideSquare(x: number, y: number): boolean {
  const half = 0.5 - margin - cornerRadius;
  const dx = Math.max(Math.abs(x - 0.5) - half, 0);
  const dy = Math.max(Math.abs(y - 0.5) - half, 0);
  return Math.hypot(dx, dy) <= cornerRadius;
}

function isCap(x: number, y: number, turn: number): boolean {
  const angle = turn * 2 * Math.PI;
  const capX = 0.5 + Math.sin(angle) * ringRadius;
  const capY = 0.5 - Math.cos(angle) * ringRadius;
  return Math.hypot(x - capX, y - capY) <= ringWidth / 2;
}

function colourAt(x: number, y: number): Colour | undefined {
  if (!insideSquare(x, y)) return undefined;
  // The two ends of what is left are round.
  if (isCap(x, y, 0) || isCap(x, y, left)) return live;
  if (Math.abs(Math.hypot(x - 0.5, y - 0.5) - ringRadius) > ringWidth / 2) return ink;
  const turn = (Math.atan2(x - 0.5, 0.5 - y) / (2 * Math.PI) + 1) % 1;
  return turn <= left ? live : drained;
}

/** RGBA, eight bits each, row by row. */
export function drawAppIcon(size: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0];
      let covered = 0;
      for (let sample = 0; sample < samples * samples; sample += 1) {
        const x = (column + ((sample % samples) + 0.5) / samples) / size;
        const y = (row + (Math.floor(sample / samples) + 0.5) / samples) / size;
        const colour = colourAt(x, y);
        if (colour === undefined) continue;
        covered += 1;
        colour.forEach((part, index) => (sum[index] = (sum[index] ?? 0) + part));
      }
      const rgb = sum.map((part) => (covered === 0 ? 0 : Math.round(part / covered)));
      const alpha = Math.round((covered / samples ** 2) * 255);
      pixels.set([...rgb, alpha], (row * size + column) * 4);
    }
  }
  return pixels;
}
