/**
 * The web preferences of our window. Each is stated, also where it is Electron's default, because a default can change with a version.
 */
export interface SafePreferences {
  readonly sandbox: true;
  readonly contextIsolation: true;
  readonly nodeIntegration: false;
  readonly nodeIntegrationInWorker: false;
  readonly nodeIntegrationInSubFrames: false;
  readonly webviewTag: false;
  readonly webSecurity: true;
  readonly allowRunningInsecureContent: false;
  readonly experimentalFeatures: false;
  readonly navigateOnDragDrop: false;
  readonly safeDialogs: true;
  readonly spellcheck: false;
  readonly plugins: false;
  readonly devTools: boolean;
}

export function safePreferences({ packaged }: { readonly packaged: boolean }): SafePreferences {
  return {
    // SECURITY: sandboxed
    sandbox: true,
    // SECURITY: context-isolated
    contextIsolation: true,
    // SECURITY: no-node-in-window
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    // SECURITY: webview-refused
    webviewTag: false,
    // SECURITY: same-origin-kept
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
    plugins: false,
    // SECURITY: no-developer-tools
    devTools: !packaged,
  };
}
