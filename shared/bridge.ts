/**
 * What the preload gives the window, and all it gives. The test double of the window's tests implements it too.
 */
import type { Call } from './channels.ts';
import type { Payload } from './ipc.ts';
import type { Answers, Result } from './result.ts';
import type { Snapshot } from './snapshot.ts';

export interface StintBridge {
  call<C extends Call>(call: C, payload: Payload<C>): Promise<Result<Answers[C]>>;
  /** Follows the state; answers its own undo. */
  onState(listener: (snapshot: Snapshot) => void): () => void;
}
