/**
 * Main's end of the process line, derived from the contract: every channel of shared/channels.ts is served and no other.
 * A call is heard only from our page, only up to a size, only in exactly the agreed shape; a bug answers a reference number and nothing else.
 */
import { CALLS, type Call } from '../../shared/channels.ts';
import { CALL_PAYLOADS, LARGEST_PAYLOAD_BYTES } from '../../shared/ipc.ts';
import type { CallError } from '../../shared/result.ts';
import { reportBug } from '../hardening/bug-report.ts';
import type { Undo } from '../ports/undo.ts';
import type { Handlers } from './handlers.ts';
import type { SenderEvent } from './sender.ts';

/** The part of Electron's ipcMain that is needed; a fake in tests. */
export interface Line {
  handle(channel: string, listener: (event: SenderEvent, ...args: unknown[]) => Promise<unknown>): void;
  removeHandler(channel: string): void;
}

export interface ServeDeps {
  readonly line: Line;
  readonly handlers: Handlers;
  readonly isOwnSender: (event: SenderEvent) => boolean;
  /** A new reference number for a bug, from an adapter. */
  readonly makeReference: () => string;
  readonly writeLog: (line: string) => void;
}

export function serve({ line, handlers, isOwnSender, makeReference, writeLog }: ServeDeps): Undo {
  const answer = async (call: Call, event: SenderEvent, args: readonly unknown[]): Promise<unknown> => {
    if (!isOwnSender(event)) return refused(call, 'another sender', writeLog);
    const payload = parse(call, args);
    if (payload === undefined) return refused(call, 'another shape', writeLog);
    try {
      // `parse` has checked the payload with the schema of this very channel.
      const handle = handlers[call] as (payload: unknown) => Promise<unknown>;
      return await handle(payload.value);
    } catch (error) {
      const { reference, line: report } = reportBug(error, call, makeReference());
      writeLog(report);
      return failure({ kind: 'bug', reference });
    }
  };
  for (const call of CALLS) line.handle(call, (event, ...args) => answer(call, event, args));
  return () => {
    for (const call of CALLS) line.removeHandler(call);
  };
}

function parse(call: Call, args: readonly unknown[]): { readonly value: unknown } | undefined {
  // SECURITY: payload-validated
  if (args.length !== 1 || !fits(args[0])) return undefined;
  const parsed = CALL_PAYLOADS[call].safeParse(args[0]);
  return parsed.success ? { value: parsed.data } : undefined;
}

function fits(payload: unknown): boolean {
  try {
    // What JSON cannot hold (nothing at all, circles, big integers) throws here, and is in no payload of ours.
    return Buffer.byteLength(JSON.stringify(payload)) <= LARGEST_PAYLOAD_BYTES;
  } catch {
    return false;
  }
}

function refused(call: Call, why: string, writeLog: ServeDeps['writeLog']): unknown {
  // The payload is not told: it may be anything, a token among them.
  writeLog(`stint: refused a call of ${call}: ${why}`);
  return failure({ kind: 'invalid' });
}

function failure(error: CallError): { readonly ok: false; readonly error: CallError } {
  return { ok: false, error };
}
