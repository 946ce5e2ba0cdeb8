// Attack: somebody stands between Stint and a server with a certificate of their own making, and some code says that this is fine;
// or a server asks who the person is by a certificate that lies in the system's store.
// Impact: what is sent is read and changed on the way; a person's name and employer are told to whoever asks.
// Mitigation: electron/adapters/electron-hardening.ts (certificates-not-waived, no-client-certificates), here in the real built app.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.ts';
import { createDesktop, type Desktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { startApp, type AppProcess } from '../e2e/drive/app-process.ts';
import { startSelfSignedServer, type SelfSignedServer } from './self-signed-server.ts';

let desktop: Desktop;
let app: AppProcess;
let server: SelfSignedServer;

beforeAll(async () => {
  server = await startSelfSignedServer();
  desktop = await createDesktop({ keyring: 'none' });
  await build();
  app = await startApp({ desktop, home: `${desktop.folder}/stint`, brokerUrl: 'http://127.0.0.1:9' });
});
afterAll(async () => {
  await desktop.stop();
  await server.stop();
});

/**
 * Loads the server's page in a window of the app whose guards of the network are lifted, as if they had failed.
 * `waiver`: other code of the app says that the certificate is fine. `guarded`: whether ours is there to say no first.
 */
function load(given: { readonly waiver: boolean; readonly guarded: boolean }): Promise<string> {
  return app.inMain(
    async ({ app: electron, BrowserWindow, session }, { url, waiver, guarded }) => {
      const ours = electron.listeners('certificate-error');
      if (!guarded) electron.removeAllListeners('certificate-error');
      if (waiver) {
        electron.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
          event.preventDefault();
          try {
            answer(true);
          } catch {
            // It was answered before.
          }
        });
      }
      const own = session.fromPartition(`certificates-${String(waiver)}-${String(guarded)}`);
      own.webRequest.onBeforeRequest(null);
      await own.setProxy({ mode: 'direct' });
      const window = new BrowserWindow({ show: false, webPreferences: { session: own } });
      try {
        await window.loadURL(url);
        return 'loaded';
      } catch (error) {
        return String(error);
      } finally {
        window.destroy();
        electron.removeAllListeners('certificate-error');
        for (const listener of ours) electron.on('certificate-error', listener as () => void);
      }
    },
    { url: server.url, ...given },
  );
}

describe('a certificate nobody vouches for', () => {
  it('is refused by the window, and nothing is sent', async () => {
    expect(await load({ waiver: false, guarded: true })).toContain('ERR_CERT_AUTHORITY_INVALID');
    await waitFor('the window to hang up', () => server.hangUps() > 0);
    expect(server.requests).toEqual([]);
  });

  it('is refused although other code of the app waives it', async () => {
    expect(await load({ waiver: true, guarded: true })).toContain('ERR_CERT_AUTHORITY_INVALID');
    expect(server.requests).toEqual([]);
  });

  it('would be trusted by that code without the guard', async () => {
    expect(await load({ waiver: true, guarded: false })).toBe('loaded');
    expect(server.requests).toContain('/');
  });
});

describe('a server that asks for a certificate of the person', () => {
  it('is given none, where Electron by itself would give the first', async () => {
    const given = await app.inMain(({ app: electron, BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      const seen = { prevented: 0, answers: [] as unknown[][] };
      const event = { preventDefault: () => (seen.prevented += 1) };
      const answer = (...args: unknown[]): unknown => seen.answers.push(args);
      const mine = [{ subjectName: 'Erin Engineer' }];
      electron.emit(
        'select-client-certificate',
        event,
        window.webContents,
        'https://a.example/',
        mine,
        answer,
      );
      window.destroy();
      return seen;
    });
    expect(given).toEqual({ prevented: 1, answers: [[]] });
  });
});
