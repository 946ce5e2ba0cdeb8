// Tells a command that it is to end: by a signal, or because whoever started it is gone. Each may come several
// times and together (a terminal signals the whole family), and counts once.

export interface Ending {
  readonly isAsked: () => boolean;
}

/** Calls `end` once, at the first reason to end. */
export function onEnding(end: () => void): Ending {
  let isAsked = false;
  const once = (): void => {
    if (isAsked) return;
    isAsked = true;
    end();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  // The channel to the starting process closes when that dies, even by a signal that nobody can catch.
  if (process.connected) process.on('disconnect', once);
  return { isAsked: () => isAsked };
}
