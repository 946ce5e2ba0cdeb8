/**
 * One native keychain call in flight, each within a limit. A native call that hangs holds a thread of the pool nobody can take back: so after
 * a time-out the queue stays closed until that call has settled. It never runs a call whose caller has been told that it failed.
 */
import type { Clock } from '../ports/clock.ts';
import type { KeychainError, KeychainResult } from '../ports/keychain.ts';

export interface NativeQueue {
  /** `discard` gets what comes in after the caller was told `not-answering`: secrets in it must be zeroed. */
  run<T>(call: () => Promise<KeychainResult<T>>, discard?: (late: T) => void): Promise<KeychainResult<T>>;
}

export interface NativeQueueDeps {
  readonly clock: Pick<Clock, 'after'>;
  /** From being asked to being answered, waiting included. */
  readonly limitMs: number;
  readonly toError: (cause: unknown) => KeychainError;
}

const notAnswering: KeychainResult<never> = { ok: false, error: { kind: 'not-answering' } };

export function createNativeQueue({ clock, limitMs, toError }: NativeQueueDeps): NativeQueue {
  /** Settles when the call in flight has. */
  let tail: Promise<void> = Promise.resolve();
  let stuck = false;
  /** Those who wait behind the call in flight; told at once when it hangs. */
  const waiting = new Set<() => void>();

  return {
    run: <T>(call: () => Promise<KeychainResult<T>>, discard?: (late: T) => void) => {
      // SECURITY: keychain-queue-closed
      if (stuck) return Promise.resolve(notAnswering);
      return new Promise<KeychainResult<T>>((resolve) => {
        let state: 'waiting' | 'running' | 'answered' = 'waiting';
        const answer = (result: KeychainResult<T>): void => {
          state = 'answered';
          waiting.delete(giveUp);
          undo();
          resolve(result);
        };
        const giveUp = (): void => {
          answer(notAnswering);
        };
        const undo = clock.after(limitMs, () => {
          if (state === 'running') {
            stuck = true;
            for (const tell of [...waiting]) tell();
          }
          giveUp();
        });
        waiting.add(giveUp);
        tail = tail.then(async () => {
          if (state === 'answered') return;
          state = 'running';
          waiting.delete(giveUp);
          const result = await call().catch((cause: unknown): KeychainResult<T> => ({
            ok: false,
            error: toError(cause),
          }));
          if (isAnswered(state)) {
            stuck = false;
            if (result.ok) discard?.(result.value);
          } else {
            answer(result);
          }
        });
      });
    },
  };
}

/** The compiler takes a `let` for unchanged across an `await`; the timer changes it. */
function isAnswered(state: 'waiting' | 'running' | 'answered'): boolean {
  return state === 'answered';
}
