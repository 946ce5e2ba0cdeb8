// The packaged application started as an attacker on the same computer would start it: with switches that open it to others, and with
// an environment that trusts any certificate. Where an attack could fail by itself, it is shown to work on the app as it runs in development.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packUnpacked, type PackagedApp } from '../../scripts/dist.ts';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import { createDesktop, type Desktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { startSelfSignedServer } from '../security/self-signed-server.ts';
import { asRoot, start, type Run } from './run.ts';

const project = join(import.meta.dirname, '../..');
let app: PackagedApp;
let desktop: Desktop;

beforeAll(async () => {
  app = await packUnpacked();
  desktop = await createDesktop({ notifications: false });
}, 300_000);
afterAll(() => desktop.stop());

let homes = 0;
function makeHome(): string {
  const home = join(desktop.folder, `home-${String((homes += 1))}`);
  mkdirSync(home, { mode: 0o700 });
  return home;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('a packaged app', () => {
  const startIt = (args: readonly string[]): Run =>
    start(desktop, app.executable, [...asRoot, ...args], { STINT_HOME: makeHome() });

  it('starts without a switch', async () => {
    const run = startIt([]);
    const item = await desktop.tray.waitForItem(run.pid, 30_000);
    expect(run.said()).not.toContain('it does not start with');
    await item.click('Quit').catch(() => undefined);
    await waitFor('the application to quit', run.ended, 20_000);
    expect(run.code()).toBe(0);
  });

  it('ends with code 2 and opens no port when it is told to open one to a debugger', async () => {
    const attack = `--remote-debugging-port=${String(await freePort())}`;
    const bare = start(desktop, electronRuntime().path, [...asRoot, attack, project], {
      STINT_HOME: makeHome(),
    });
    await waitFor('the port of one in development', () => bare.said().includes('DevTools listening'), 30_000);
    await bare.end();

    const run = startIt([attack]);
    await waitFor('the application to end', run.ended, 30_000);
    expect(run.code()).toBe(2);
    expect(run.said()).toContain('it does not start with --remote-debugging-port\n');
    expect(run.said()).not.toContain('DevTools listening');
  });

  it.each([
    ['--inspect=127.0.0.1:0', '--inspect'],
    ['--proxy-server=http://127.0.0.1:1', '--proxy-server'],
    ['--ignore-certificate-errors', '--ignore-certificate-errors'],
  ])('ends with code 2 when it is started with %s', async (attack, name) => {
    const run = startIt([attack]);
    await waitFor('the application to end', run.ended, 30_000);
    expect(run.code()).toBe(2);
    expect(run.said()).toContain(`it does not start with ${name}\n`);
    expect(run.said()).not.toMatch(/Debugger listening|DevTools listening/u);
    expect(desktop.tray.items()).toEqual([]);
  });
});

describe('a broker with a certificate nobody vouches for', () => {
  it('gets no token of a packaged app, though the environment says that any certificate will do', async () => {
    const server = await startSelfSignedServer();
    const tokenFile = join(desktop.folder, 'token');
    writeFileSync(tokenFile, 'canary-token-9d2', { mode: 0o600 });
    const startAt = (program: string, args: readonly string[]): Run =>
      start(desktop, program, [...asRoot, ...args], {
        STINT_HOME: makeHome(),
        STINT_BROKER_URL: server.url,
        STINT_TOKEN_FILE: tokenFile,
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
      });

    const packaged = startAt(app.executable, []);
    await waitFor('a verdict', () => server.hangUps() > 0 || server.requests.length > 0, 30_000);
    expect(server.requests).toEqual([]);
    await packaged.end();

    // In development that word of the environment counts, for certificates of one's own making.
    const unpackaged = startAt(electronRuntime().path, [project]);
    await waitFor('the token', () => server.requests.includes('/v1/me'), 30_000);
    await unpackaged.end();
    await server.stop();
  });
});
