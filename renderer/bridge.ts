/**
 * The window's only way out: what the preload put on `window.stint`, with every surprise turned into a `Result`.
 * It keeps nothing that it sends.
 */
import type { StintBridge } from '../shared/bridge.ts';
import type { Call } from '../shared/channels.ts';
import type { Payload } from '../shared/ipc.ts';
import type { Answers, Result } from '../shared/result.ts';

declare global {
  interface Window {
    readonly stint?: StintBridge;
  }
}

export type Act = <C extends Call>(call: C, payload: Payload<C>) => Promise<Result<Answers[C]>>;

/** Calls that never reject: a bridge that breaks answers like a bug. */
export function createAct(bridge: StintBridge): Act {
  return async (call, payload) => {
    try {
      return await bridge.call(call, payload);
    } catch {
      return { ok: false, error: { kind: 'bug', reference: `window ${call}` } };
    }
  };
}
