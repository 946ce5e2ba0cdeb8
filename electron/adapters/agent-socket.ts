/**
 * The socket (Windows: the named pipe) SSH clients ask at. Only this user reaches it: the folder is 0700, the socket 0600. The socket of an
 * instance that is gone is replaced; that of a living one never is. It carries messages and knows no key.
 */
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { AgentDoor, OpenAgentDoor } from '../ports/agent-door.ts';
import type { Undo } from '../ports/undo.ts';
import { FAILURE, takeMessage } from '../ssh-agent/agent-protocol.ts';

export interface AgentSocketDeps {
  readonly place: AgentDoor;
  readonly platform: NodeJS.Platform;
  readonly answer: (message: Buffer) => Promise<Buffer>;
}

export interface AgentSocket {
  readonly open: OpenAgentDoor;
  readonly close: Undo;
}

const MOST_CLIENTS = 32;

export function createAgentSocket({ place, platform, answer }: AgentSocketDeps): AgentSocket {
  let server: Server | null = null;
  const clients = new Set<Socket>();

  const serve = (client: Socket): void => {
    clients.add(client);
    let arrived: Buffer = Buffer.alloc(0);
    let turn = Promise.resolve();
    client.on('error', () => client.destroy());
    client.on('close', () => clients.delete(client));
    client.on('data', (data: Buffer) => {
      arrived = Buffer.concat([arrived, data]);
      for (;;) {
        const frame = takeMessage(arrived);
        if (frame.kind === 'more') return;
        if (frame.kind === 'too-large') {
          client.destroy();
          return;
        }
        arrived = frame.rest;
        const { message } = frame;
        // One after the other: answers have no number to tell them apart.
        turn = turn.then(async () => {
          const said = await answer(message).catch(() => FAILURE);
          if (!client.destroyed) client.write(said);
        });
      }
    });
  };

  const listen = (path: string): Promise<string | null> =>
    new Promise((resolve) => {
      const listening = createServer(serve);
      listening.maxConnections = MOST_CLIENTS;
      listening.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
      listening.listen({ path, readableAll: false, writableAll: false }, () => {
        server = listening;
        resolve(null);
      });
    });

  const openAt = async (path: string): Promise<AgentDoor> => {
    const taken = { ok: false, reason: 'other-stint' } as const;
    if (platform !== 'win32') {
      // SECURITY: agent-socket-own
      const folder = lstatSync(dirname(path));
      if (!folder.isDirectory() || (folder.mode & 0o077) !== 0 || folder.uid !== process.getuid?.()) {
        return { ok: false, reason: 'open-folder', folder: dirname(path) };
      }
      if (await isAlive(path)) return taken;
      if (!removeStale(path)) return { ok: false, reason: 'in-the-way', path };
    }
    const failed = await listen(path);
    if (failed === 'EADDRINUSE') return taken;
    if (failed !== null) return { ok: false, reason: 'cannot-listen', path, code: failed };
    if (platform !== 'win32') chmodSync(path, 0o600);
    return { ok: true, path };
  };

  return {
    open: async () => {
      if (!place.ok) return place;
      try {
        return await openAt(place.path);
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
        return { ok: false, reason: 'cannot-listen', path: place.path, code };
      }
    },
    close: () => {
      for (const client of clients) client.destroy();
      // Node removes the socket's file.
      server?.close();
      server = null;
    },
  };
}

/** Somebody answers there. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** `false`: what is there is no socket, and not ours to remove. */
function removeStale(path: string): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return true;
  if (!there.isSocket()) return false;
  rmSync(path);
  return true;
}
