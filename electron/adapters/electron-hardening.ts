/**
 * Puts the rules of hardening/ on the running app, before anything is loaded: every session and every web contents that Electron makes
 * gets them, also ones we did not ask for.
 */
import { app, protocol, session, shell, type Session } from 'electron';
import { readFile } from 'node:fs/promises';
import { assetFor } from '../hardening/asset.ts';
import { guardContents } from '../hardening/contents-rules.ts';
import { SCHEME } from '../hardening/own-address.ts';
import { responseHeaders } from '../hardening/response-headers.ts';
import { guardSession } from '../hardening/session-rules.ts';

/** In memory only: nothing the window does is written to disk by Chromium. */
const PARTITION = 'stint-window';

export interface HardeningDeps {
  readonly packaged: boolean;
}

/** Must run before the app is ready. */
export function hardenApp({ packaged }: HardeningDeps): void {
  // SECURITY: sandboxed. Root has no sandbox in Chromium: there the whole app was started without, and child processes die if told otherwise.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
  app.on('session-created', (created) => {
    guardSession(created, { developerTools: !packaged });
  });
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, {
      openOutside: (url) => {
        void shell.openExternal(url);
      },
    });
  });
  // SECURITY: certificates-not-waived
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  // SECURITY: no-client-certificates
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault();
    answer();
  });
}

/** The window's session, which serves `folder` at app://stint/. The app must be ready. */
export function openWindowSession(folder: string): Session {
  const own = session.fromPartition(PARTITION, { cache: false });
  own.protocol.handle(SCHEME, async (request) => {
    const asset = request.method === 'GET' ? assetFor(request.url, folder) : undefined;
    const body = asset === undefined ? undefined : await readFile(asset.path).catch(() => undefined);
    if (asset === undefined || body === undefined) {
      return new Response('Not found', {
        status: 404,
        headers: responseHeaders('text/plain; charset=utf-8'),
      });
    }
    return new Response(body, { headers: responseHeaders(asset.contentType) });
  });
  return own;
}
