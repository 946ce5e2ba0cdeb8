/**
 * Puts the window together: the bridge from the preload, the stores, the ticker, and React over them.
 * There is no Node and no network here; everything is asked of main. main.tsx loads it, once the window's frame is painted.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { StintBridge } from '../shared/bridge.ts';
import { App } from './app.tsx';
import { createAct } from './bridge.ts';
import { createClock } from './clock.ts';
import { createStateStore } from './store/state.ts';
import { StintProvider, type Stint } from './store/stint.tsx';
import { createTicker } from './store/ticker.ts';
import { createViewStore } from './store/view.ts';
import { speaker, words } from './words/words.ts';

function start(bridge: StintBridge, root: HTMLElement): void {
  const clock = createClock();
  const ticker = createTicker(clock);
  const state = createStateStore(bridge);
  const stint: Stint = {
    state: state.store,
    view: createViewStore(),
    ticker,
    clock,
    act: createAct(bridge),
  };
  // Before anything is painted by it.
  state.store.subscribe(({ snapshot }) => {
    if (snapshot !== null) speaker.speak(snapshot.language);
  });
  // What is shown beside a snapshot is as fresh as the snapshot.
  state.store.subscribe(() => ticker.refresh());
  const onVisibility = (): void => ticker.setVisible(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', onVisibility);
  onVisibility();
  state.follow();
  createRoot(root).render(
    <StrictMode>
      <StintProvider value={stint}>
        <App />
      </StintProvider>
    </StrictMode>,
  );
}

export function showWindow(): void {
  const root = document.getElementById('root');
  if (root === null) return;
  if (window.stint === undefined) root.textContent = words.noBridge;
  else start(window.stint, root);
}
