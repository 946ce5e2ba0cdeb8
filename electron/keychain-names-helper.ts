/**
 * The helper process of adapters/keychain-names-process.ts: told a service, it answers the account names in it. The library gives names only
 * together with the secrets, so they are read here, where nothing else runs and which is ended right after. It never sends, logs or keeps one.
 */
import { findCredentialsAsync } from 'keytar';

interface Port {
  on(event: 'message', run: (message: unknown) => void): void;
  postMessage(message: unknown): void;
}

/** Electron's utility process has a `parentPort`, a plain Node child an IPC channel. */
const { parentPort } = process as { parentPort?: Port };

function send(message: unknown): void {
  if (parentPort === undefined) process.send?.(message);
  else parentPort.postMessage(message);
}

async function answer(message: unknown): Promise<void> {
  if (typeof message !== 'object' || message === null || !('service' in message)) return;
  if (typeof message.service !== 'string') return;
  try {
    const found = await findCredentialsAsync(message.service);
    send({ names: found.map(({ account }) => account) });
  } catch (cause) {
    send({ why: cause instanceof Error ? cause.message : 'unknown' });
  }
}

function listen(message: unknown): void {
  void answer(message);
}

// A utility process wraps what was sent in an event.
if (parentPort === undefined) process.on('message', listen);
else {
  parentPort.on('message', (event) => {
    listen(typeof event === 'object' && event !== null && 'data' in event ? event.data : event);
  });
}
