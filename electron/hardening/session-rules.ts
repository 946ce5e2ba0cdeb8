/**
 * What a browser session of ours refuses: every permission, every device, every address that is not ours.
 * Applied to each session Electron makes, whoever asked for it.
 */
import { isOwnAddress } from './own-address.ts';

type Answer = (allowed: boolean) => void;

/** The part of Electron's Session that is needed; a fake in tests. */
export interface GuardedSession {
  setPermissionRequestHandler(handler: (contents: unknown, permission: string, answer: Answer) => void): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setSpellCheckerEnabled(enabled: boolean): void;
  setProxy(config: { readonly proxyRules: string; readonly proxyBypassRules: string }): Promise<void>;
  on(event: 'will-download', listener: (event: { preventDefault(): void }) => void): unknown;
  readonly webRequest: {
    onBeforeRequest(
      listener: (
        request: { readonly url: string },
        answer: (verdict: { readonly cancel: boolean }) => void,
      ) => void,
    ): void;
  };
}

/** Port 1 of this computer, tcpmux: nobody has served it for decades. */
const NOWHERE = 'http://127.0.0.1:1';

export interface SessionRules {
  /** Development only: the developer tools are pages of their own. */
  readonly developerTools: boolean;
}

export function guardSession(session: GuardedSession, rules: SessionRules): void {
  // SECURITY: permissions-refused
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // SECURITY: window-has-no-network
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !mayLoad(url, rules) });
  });
  // SECURITY: no-peer-connections. What goes around the filter above is sent to a proxy, and nobody is there.
  void session.setProxy({ proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' });
  // SECURITY: no-downloads
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  // A spell checker fetches its dictionaries from the network, and reasons are nobody else's business.
  session.setSpellCheckerEnabled(false);
}

/** `data:` pictures never leave the process; what else they could be is refused by the content security policy. */
export function mayLoad(url: string, rules: SessionRules): boolean {
  if (isOwnAddress(url) || url.startsWith('data:image/')) return true;
  return rules.developerTools && url.startsWith('devtools://');
}
