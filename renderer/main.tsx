/**
 * The first script of the window, and a short one: what index.html holds (the window's frame) is painted before React is read and run,
 * so that a click on the tray shows a window at once. It knows nothing of what is shown.
 */
import { followEarlyKeys } from './early-keys.ts';
import './styles/main.css';

function afterPaint(run: () => void): void {
  requestAnimationFrame(() => {
    // A message posted within a frame is read after that frame was painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = run;
    port2.postMessage(null);
  });
}

followEarlyKeys(() => void window.stint?.call('window:hide', {}));
afterPaint(() => {
  void import('./window.tsx').then(({ showWindow }) => showWindow());
});
