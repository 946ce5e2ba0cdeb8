// The guards as decisions, one by one. That they hold in the real app: test/security/taken-over-page.integration.test.ts.
import { describe, expect, it } from 'vitest';
import { guardContents } from '../../../electron/hardening/contents-rules.ts';
import { homeOf } from '../../../electron/hardening/home.ts';
import { CONTENT_SECURITY_POLICY, responseHeaders } from '../../../electron/hardening/response-headers.ts';
import { guardSession, mayLoad, type GuardedSession } from '../../../electron/hardening/session-rules.ts';
import { safePreferences } from '../../../electron/hardening/window-preferences.ts';

const OURS = 'app://stint/index.html';
const THEIRS = 'https://example.org/';

function makeContents() {
  const listeners = new Map<string, (...args: readonly never[]) => void>();
  let openWindow: (details: { readonly url: string }) => unknown = () => 'no handler';
  const opened: string[] = [];
  const policies: string[] = [];
  guardContents(
    {
      on: (event: string, listener: (...args: never[]) => void) => listeners.set(event, listener),
      setWindowOpenHandler: (handler) => {
        openWindow = handler;
      },
      setWebRTCIPHandlingPolicy: (policy) => policies.push(policy),
    },
    { openOutside: (url) => opened.push(url) },
  );
  /** Whether the event was stopped. */
  const stops = (name: string, details: object, ...args: readonly unknown[]): boolean => {
    let isStopped = false;
    const event = { ...details, preventDefault: () => (isStopped = true) };
    listeners.get(name)?.(...([event, ...args] as never[]));
    return isStopped;
  };
  return { stops, openWindow: (url: string) => openWindow({ url }), opened, policies };
}

describe('a page', () => {
  it.each(['will-navigate', 'will-redirect'])('is kept where it is (%s)', (event) => {
    const { stops } = makeContents();
    expect(stops(event, {}, THEIRS)).toBe(true);
    expect(stops(event, {}, 'app://stint/assets/a.js')).toBe(true);
    expect(stops(event, {}, OURS)).toBe(false);
  });

  it('has no frames of its own that go anywhere', () => {
    const { stops } = makeContents();
    expect(stops('will-frame-navigate', { url: OURS, isMainFrame: false })).toBe(true);
    expect(stops('will-frame-navigate', { url: THEIRS, isMainFrame: true })).toBe(true);
    expect(stops('will-frame-navigate', { url: OURS, isMainFrame: true })).toBe(false);
  });

  it('holds no other page and opens no window', () => {
    const { stops, openWindow, opened } = makeContents();
    expect(stops('will-attach-webview', {})).toBe(true);
    expect(openWindow(THEIRS)).toEqual({ action: 'deny' });
    expect(openWindow(OURS)).toEqual({ action: 'deny' });
    expect(opened).toEqual([]);
  });
});

describe('a peer connection', () => {
  it('goes through the proxy of its session or nowhere', () => {
    expect(makeContents().policies).toEqual(['disable_non_proxied_udp']);
  });
});

describe('a session', () => {
  type Ask = Parameters<GuardedSession['setPermissionRequestHandler']>[0];
  type Request = Parameters<GuardedSession['webRequest']['onBeforeRequest']>[0];

  function makeSession(developerTools: boolean) {
    const kept: {
      ask?: Ask;
      request?: Request;
      checks: (() => boolean)[];
      spell?: boolean;
      proxy?: Parameters<GuardedSession['setProxy']>[0];
      download?: (event: { preventDefault(): void }) => void;
    } = { checks: [] };
    guardSession(
      {
        setPermissionRequestHandler: (handler) => (kept.ask = handler),
        setPermissionCheckHandler: (handler) => kept.checks.push(handler),
        setDevicePermissionHandler: (handler) => kept.checks.push(handler),
        setSpellCheckerEnabled: (enabled) => (kept.spell = enabled),
        setProxy: async (config) => void (kept.proxy = config),
        on: (_event, listener) => (kept.download = listener),
        webRequest: { onBeforeRequest: (listener) => (kept.request = listener) },
      },
      { developerTools },
    );
    return kept;
  }

  it('refuses every permission, asked, checked or for a device', () => {
    const kept = makeSession(false);
    let answer: boolean | undefined;
    kept.ask?.({}, 'media', (allowed) => (answer = allowed));
    expect(answer).toBe(false);
    expect(kept.checks.map((check) => check())).toEqual([false, false]);
    expect(kept.spell).toBe(false);
  });

  it('has a proxy for everything, this computer included, where nobody is', () => {
    expect(makeSession(false).proxy).toEqual({
      proxyRules: 'http://127.0.0.1:1',
      proxyBypassRules: '<-loopback>',
    });
  });

  it('cancels every request that is not for our own files', () => {
    const kept = makeSession(false);
    const isCancelled = (url: string): boolean | undefined => {
      let verdict: boolean | undefined;
      kept.request?.({ url }, ({ cancel }) => (verdict = cancel));
      return verdict;
    };
    expect(isCancelled('app://stint/assets/a.js')).toBe(false);
    for (const url of [
      THEIRS,
      'http://127.0.0.1:7461/v1/me',
      'ws://stint/',
      'file:///etc/passwd',
      'app://evil/',
      'data:text/html,x',
    ]) {
      expect(isCancelled(url), url).toBe(true);
    }
  });

  it('lets the developer tools load in development only', () => {
    expect(mayLoad('devtools://devtools/bundled/inspector.html', { developerTools: true })).toBe(true);
    expect(mayLoad('devtools://devtools/bundled/inspector.html', { developerTools: false })).toBe(false);
  });

  it('stops downloads', () => {
    let isStopped = false;
    makeSession(false).download?.({ preventDefault: () => (isStopped = true) });
    expect(isStopped).toBe(true);
  });
});

describe('the headers of a page', () => {
  it('allow what is built in and nothing else', () => {
    const directives = new Map(CONTENT_SECURITY_POLICY.split('; ').map((part) => [part.split(' ')[0], part]));
    expect(directives.get('default-src')).toBe("default-src 'none'");
    expect(directives.get('script-src')).toBe("script-src 'self'");
    expect(directives.get('style-src')).toBe("style-src 'self'");
    expect(directives.get('connect-src')).toBe("connect-src 'none'");
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:/u);
    expect(responseHeaders('text/html')).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
  });
});

describe('the preferences of the window', () => {
  it('have no developer tools in a packaged app', () => {
    expect(safePreferences({ packaged: true }).devTools).toBe(false);
    expect(safePreferences({ packaged: false }).devTools).toBe(true);
  });

  it('are closed in every respect', () => {
    expect(safePreferences({ packaged: true })).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      plugins: false,
      devTools: false,
    });
  });
});

describe('the home', () => {
  const around = { platform: 'linux', env: {}, userHome: '/home/en', workingFolder: '/work' } as const;

  it('is the application-data folder of the system where none is named', () => {
    expect(homeOf(around).folder).toBe('/home/en/.local/share/stint');
    expect(homeOf({ ...around, env: { XDG_DATA_HOME: '/data' } }).folder).toBe('/data/stint');
    expect(homeOf({ ...around, env: { XDG_DATA_HOME: 'data' } }).folder).toBe('/home/en/.local/share/stint');
    expect(homeOf({ ...around, platform: 'darwin' }).folder).toBe(
      '/home/en/Library/Application Support/Stint',
    );
  });

  it('does not roam with its person from one Windows computer to another', () => {
    const windows = { ...around, platform: 'win32', userHome: 'C:\\Users\\en' } as const;
    const env = { APPDATA: 'C:\\Roaming', LOCALAPPDATA: 'D:\\Local' };
    expect(homeOf({ ...windows, env }).usual).toBe('D:\\Local\\Stint');
    expect(homeOf({ ...windows, env: { APPDATA: 'C:\\Roaming' } }).usual).toBe(
      'C:\\Users\\en\\AppData\\Local\\Stint',
    );
    expect(homeOf({ ...windows, env: { LOCALAPPDATA: 'Local' } }).usual).toBe(
      'C:\\Users\\en\\AppData\\Local\\Stint',
    );
  });

  it('is the folder that is named, and everything lies in it', () => {
    const home = homeOf({ ...around, env: { STINT_HOME: 'here' } });
    expect(home).toEqual({
      folder: '/work/here',
      usual: '/home/en/.local/share/stint',
      runtime: '/work/here/runtime',
      crashes: '/work/here/runtime/crashes',
      logs: '/work/here/logs',
    });
    expect(homeOf({ ...around, env: { STINT_HOME: '' } }).folder).toBe('/home/en/.local/share/stint');
  });
});
