/**
 * What each call of the window does: acts go to the core with the source "window", three calls are the window's own.
 * One entry per channel, by type: a channel that is added and not served does not compile.
 */
import { CALLS, type Call } from '../../shared/channels.ts';
import type { Payload } from '../../shared/ipc.ts';
import type { Answers, Result } from '../../shared/result.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Act, Core } from '../ports/core.ts';

export type Handlers = {
  readonly [C in Call]: (payload: Payload<C>) => Promise<Result<Answers[C]>>;
};

export interface HandlerDeps {
  readonly core: Pick<Core, 'perform'>;
  /** The whole state for a window that begins to follow. */
  readonly firstState: () => Snapshot;
  readonly hideWindow: () => void;
  readonly openLogs: () => Promise<Result<null>>;
}

const OWN: readonly Call[] = ['state:get', 'window:hide', 'logs:open'];

export function createHandlers({ core, firstState, hideWindow, openLogs }: HandlerDeps): Handlers {
  const acts = CALLS.filter((call): call is Act => !OWN.includes(call)).map(
    (act) => [act, (payload: Payload<Act>) => core.perform(act, payload, 'window')] as const,
  );
  // The entries pair each act with its own payload and answer, which Object.fromEntries cannot express.
  const ofCore = Object.fromEntries(acts) as unknown as Pick<Handlers, Act>;
  return {
    ...ofCore,
    'state:get': () => Promise.resolve({ ok: true, value: firstState() }),
    'window:hide': () => {
      hideWindow();
      return Promise.resolve({ ok: true, value: null });
    },
    'logs:open': openLogs,
  };
}
