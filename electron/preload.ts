/**
 * The bridge between the window's page and main: names of channels and nothing else. It holds no Electron object the page could reach,
 * no validator (main validates) and no secret.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { StintBridge } from '../shared/bridge.ts';
import { CALLS, STATE_CHANGED } from '../shared/channels.ts';
import type { Snapshot } from '../shared/snapshot.ts';

const bridge: StintBridge = {
  call: (call, payload) =>
    // SECURITY: channels-named. The page cannot make up a channel.
    CALLS.includes(call)
      ? ipcRenderer.invoke(call, payload)
      : Promise.resolve({ ok: false, error: { kind: 'invalid' } }),
  onState: (listener) => {
    // The event itself stays here: its `sender` is Electron's ipcRenderer.
    const hear = (_event: unknown, snapshot: Snapshot): void => {
      listener(snapshot);
    };
    ipcRenderer.on(STATE_CHANGED, hear);
    return () => {
      ipcRenderer.removeListener(STATE_CHANGED, hear);
    };
  },
};

contextBridge.exposeInMainWorld('stint', bridge);
