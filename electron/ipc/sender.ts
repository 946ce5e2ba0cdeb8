/**
 * Who may speak to main: the main frame of our window's present page, at app://stint, and nobody else.
 */
import { isOwnAddress } from '../hardening/own-address.ts';

/** The part of Electron's WebFrameMain that is needed. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** The part of Electron's IpcMainInvokeEvent that is needed. `senderFrame` is null once the frame is gone. */
export interface SenderEvent {
  readonly sender: { readonly id: number };
  readonly senderFrame: SenderFrame | null;
}

/** `ownContentsId`: the web contents of our window, `undefined` while there is none. */
export function isOwnSender(event: SenderEvent, ownContentsId: number | undefined): boolean {
  const frame = event.senderFrame;
  // SECURITY: sender-validated
  return (
    ownContentsId !== undefined &&
    event.sender.id === ownContentsId &&
    frame !== null &&
    frame.parent === null &&
    isOwnAddress(frame.url)
  );
}
