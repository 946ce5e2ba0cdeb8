/**
 * Puts the rules of hardening/ on the running app, before anything is loaded: every session and every web contents that Electron makes
 * gets them, also ones we did not ask for.
 */
import { app, protocol, session, shell, type Session } from 'electron';
import { readFile } from 'node:fs/promises';
import { assetFor } from '../hardening/asset.ts';
import { guardContents } from '../hardening/contents-rules.ts';
import { SCHEME, START_ADDRESS } from '../hardening/own-address.ts';
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

/** Answers requests for the files of the window's page. */
export type PageServer = (request: Request) => Promise<Response>;

/** Serves `folder` at app://stint/. Each file is read once and kept: the window is opened often, and there is half a megabyte of it. */
export function createPageServer(folder: string): PageServer {
  const kept = new Map<string, Buffer<ArrayBuffer>>();
  const read = async (path: string): Promise<Buffer<ArrayBuffer> | undefined> => {
    const body = kept.get(path) ?? (await readFile(path).catch(() => undefined));
    if (body !== undefined) kept.set(path, body);
    return body;
  };
  return async ({ method, url }) => {
    const asset = method === 'GET' ? assetFor(url, folder) : undefined;
    const body = asset === undefined ? undefined : await read(asset.path);
    if (asset === undefined || body === undefined) {
      return new Response('Not found', {
        status: 404,
        headers: responseHeaders('text/plain; charset=utf-8'),
      });
    }
    return new Response(body, { headers: responseHeaders(asset.contentType) });
  };
}

/** Node reads its `Request`, `Response` and streams at their first use, a tenth of a second that the first opening need not wait for. */
export async function warmPageServer(serve: PageServer): Promise<void> {
  await (await serve(new Request(START_ADDRESS))).arrayBuffer();
}

/** The window's session, whose pages come from `serve`. The app must be ready. */
export function openWindowSession(serve: PageServer): Session {
  const own = session.fromPartition(PARTITION, { cache: false });
  own.protocol.handle(SCHEME, serve);
  return own;
}
