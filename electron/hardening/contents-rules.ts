/**
 * What a page of ours may not do: go elsewhere, open windows, hold other pages. Applied to each web contents Electron makes.
 */
import { isStartPage, mayOpenOutside } from './own-address.ts';

interface Stoppable {
  preventDefault(): void;
}

/** The part of Electron's WebContents that is needed; a fake in tests. */
export interface GuardedContents {
  on(event: 'will-navigate' | 'will-redirect', listener: (event: Stoppable, url: string) => void): unknown;
  on(
    event: 'will-frame-navigate',
    listener: (event: Stoppable & { readonly url: string; readonly isMainFrame: boolean }) => void,
  ): unknown;
  on(event: 'will-attach-webview', listener: (event: Stoppable) => void): unknown;
  setWebRTCIPHandlingPolicy(policy: 'disable_non_proxied_udp'): void;
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { action: 'deny' }): void;
}

export interface ContentsRules {
  /** The one door to the person's browser. */
  readonly openOutside: (url: string) => void;
}

export function guardContents(contents: GuardedContents, { openOutside }: ContentsRules): void {
  // SECURITY: navigation-refused
  const stay = (event: Stoppable, url: string): void => {
    if (!isStartPage(url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isStartPage(event.url)) event.preventDefault();
  });
  // SECURITY: no-peer-connections. Only through the session's proxy, which leads nowhere.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  // SECURITY: webview-refused
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  // SECURITY: new-windows-refused
  contents.setWindowOpenHandler(({ url }) => {
    // SECURITY: one-door-outside
    if (mayOpenOutside(url)) openOutside(url);
    return { action: 'deny' };
  });
}
