/**
 * Enumerates a keychain service where the OS has no way to do so without reading secrets (macOS, Windows): in a short-lived process of its
 * own, which answers names only and whose memory is gone a moment later. No secret ever crosses to this side.
 */
import type { Clock } from '../ports/clock.ts';
import type { KeychainResult } from '../ports/keychain.ts';

/** A started helper process, as Electron's `utilityProcess.fork` or Node's `fork` gives it. */
export interface NamesHelper {
  onMessage(run: (message: unknown) => void): void;
  onExit(run: () => void): void;
  send(message: { readonly service: string }): void;
  kill(): void;
}

export interface KeychainNamesProcessDeps {
  /** Starts `keychain-names-helper` (beside main in `out/`). */
  readonly startHelper: () => NamesHelper;
  readonly clock: Pick<Clock, 'after'>;
  readonly limitMs: number;
}

export function createKeychainNamesProcess({
  startHelper,
  clock,
  limitMs,
}: KeychainNamesProcessDeps): (service: string) => Promise<KeychainResult<readonly string[]>> {
  return (service) =>
    new Promise((resolve) => {
      const helper = startHelper();
      const answer = (result: KeychainResult<readonly string[]>): void => {
        undo();
        // SECURITY: enumeration-reads-no-secret
        helper.kill();
        resolve(result);
      };
      const undo = clock.after(limitMs, () => {
        answer({ ok: false, error: { kind: 'not-answering' } });
      });
      helper.onMessage((message) => {
        answer(toResult(message));
      });
      helper.onExit(() => {
        answer({
          ok: false,
          error: { kind: 'failing', cause: 'The helper process ended without an answer.' },
        });
      });
      helper.send({ service });
    });
}

function toResult(message: unknown): KeychainResult<readonly string[]> {
  if (typeof message === 'object' && message !== null && 'names' in message && Array.isArray(message.names)) {
    const names: readonly unknown[] = message.names;
    if (names.every((name) => typeof name === 'string')) return { ok: true, value: names };
  }
  const cause = typeof message === 'object' && message !== null && 'why' in message ? message.why : message;
  return { ok: false, error: { kind: 'failing', cause } };
}
