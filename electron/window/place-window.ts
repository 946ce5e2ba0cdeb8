/**
 * Where the window opens: beside the tray icon, inside the screen. Pure. On Linux the tray does not tell where it is (all zeros);
 * then the pointer tells, if it is where panels are, and the top right corner otherwise.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Surroundings {
  /** The tray icon, all zeros where the system does not tell. */
  readonly tray: Box;
  readonly pointer: { readonly x: number; readonly y: number };
  /** The screen the icon (or the pointer) is on, without its panels. */
  readonly workArea: Box;
}

const GAP = 8;
/** So near to the edge of the screen's free area a click is taken for one on a panel. */
const PANEL_REACH = 48;

export function placeWindow(
  size: { readonly width: number; readonly height: number },
  around: Surroundings,
): Box {
  const { workArea } = around;
  const width = Math.min(size.width, workArea.width - 2 * GAP);
  const height = Math.min(size.height, workArea.height - 2 * GAP);
  const anchor = anchorOf(around);
  const right = workArea.x + workArea.width;
  const bottom = workArea.y + workArea.height;
  // Above the icon when the panel is at the bottom, below it otherwise.
  const isAtBottom = anchor.y + anchor.height / 2 > workArea.y + workArea.height / 2;
  return {
    width: Math.round(width),
    height: Math.round(height),
    x: Math.round(clamp(anchor.x + anchor.width / 2 - width / 2, workArea.x + GAP, right - GAP - width)),
    y: Math.round(
      clamp(
        isAtBottom ? anchor.y - GAP - height : anchor.y + anchor.height + GAP,
        workArea.y + GAP,
        bottom - GAP - height,
      ),
    ),
  };
}

function anchorOf({ tray, pointer, workArea }: Surroundings): Box {
  if (tray.width > 0 && tray.height > 0) return tray;
  if (isNearEdge(pointer, workArea)) return { ...pointer, width: 0, height: 0 };
  return { x: workArea.x + workArea.width, y: workArea.y, width: 0, height: 0 };
}

function isNearEdge({ x, y }: Surroundings['pointer'], area: Box): boolean {
  const isNear = (value: number, from: number, length: number): boolean =>
    value < from + PANEL_REACH || value > from + length - PANEL_REACH;
  return isNear(x, area.x, area.width) || isNear(y, area.y, area.height);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
