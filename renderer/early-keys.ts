/**
 * Escape while the window stands there with its frame only: it puts the window away, as it does later. Its one key ends with the
 * window's own keys (use-window-keys.ts), which know what else Escape may mean.
 */
let undo: () => void = () => undefined;

export function followEarlyKeys(hide: () => void): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    hide();
  };
  window.addEventListener('keydown', onKeyDown);
  undo = () => window.removeEventListener('keydown', onKeyDown);
}

export function endEarlyKeys(): void {
  undo();
}
