// A door to a port of this machine that can be shut and opened again: a server that is away for some, while others still reach it.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { vi } from 'vitest';

export interface Door {
  readonly port: number;
  shut(): Promise<void>;
  open(): Promise<void>;
}

export async function makeDoor(to: number): Promise<Door> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((from) => {
    const onward = connect(to, '127.0.0.1');
    for (const socket of [from, onward]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    from.pipe(onward).pipe(from);
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const port = await listen(0);
  return {
    port,
    async shut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async open() {
      // Somebody else may have been given the port meanwhile, for a connection that is soon over.
      await vi.waitFor(() => listen(port), { timeout: 30_000 });
    },
  };
}
