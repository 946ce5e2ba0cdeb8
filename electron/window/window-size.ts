/**
 * The size people gave the window, kept between runs in a file of its own. A wrong or missing file is no matter: the usual size counts.
 */
import type { Lines } from '../ports/lines.ts';

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

export const USUAL_SIZE: WindowSize = { width: 420, height: 640 };
export const LEAST_SIZE: WindowSize = { width: 360, height: 480 };
const MOST = 4000;

export interface SizeMemory {
  readonly recall: () => WindowSize;
  readonly keep: (size: WindowSize) => void;
}

export async function loadWindowSize(file: Lines): Promise<SizeMemory> {
  let size = await readSize(file);
  return {
    recall: () => size,
    keep: (next) => {
      if (next.width === size.width && next.height === size.height) return;
      size = next;
      // Nothing depends on it: a disk that refuses means the usual size next time.
      file.replace([{ width: next.width, height: next.height }]).catch(() => undefined);
    },
  };
}

async function readSize(file: Lines): Promise<WindowSize> {
  const lines = await file.read().catch((): readonly unknown[] => []);
  return toWindowSize(lines.at(-1)) ?? USUAL_SIZE;
}

export function toWindowSize(line: unknown): WindowSize | undefined {
  if (typeof line !== 'object' || line === null) return undefined;
  if (!('width' in line && 'height' in line)) return undefined;
  const { width, height } = line;
  if (!isLength(width, LEAST_SIZE.width) || !isLength(height, LEAST_SIZE.height)) return undefined;
  return { width, height };
}

function isLength(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= MOST;
}
