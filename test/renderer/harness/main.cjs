// A main process with nothing in it but the built window and a fake bridge: for pictures, accessibility and measuring.
// It serves the page as the app does (app://, the same content security policy) and never touches a keychain or a network.
const { app, BrowserWindow, ipcMain, protocol } = require('electron');
const { readFile } = require('node:fs/promises');
const path = require('node:path');

const page = process.env.STINT_HARNESS_PAGE;
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'";
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.commandLine.appendSwitch('force-color-profile', 'srgb');

/** What the bridge answers; tests reach it through `globalThis.harness`. */
const harness = {
  snapshot: null,
  calls: [],
  answers: {},
  console: [],
  show(snapshot) {
    harness.snapshot = snapshot;
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send('harness:state', snapshot);
  },
};
globalThis.harness = harness;

ipcMain.handle('harness:call', (_event, call, payload) => {
  harness.calls.push({ call, payload });
  if (call === 'state:get')
    return harness.snapshot ? { ok: true, value: harness.snapshot } : new Promise(() => {});
  const answer = harness.answers[call];
  if (answer === 'never') return new Promise(() => {});
  return (
    answer ?? { ok: true, value: call === 'grant:request' ? { grantId: '01J00000000000000000000099' } : null }
  );
});

app.whenReady().then(async () => {
  protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url);
    const file = path.join(page, path.normalize(decodeURIComponent(pathname)));
    const body = await readFile(file);
    const type = types[path.extname(file)] ?? 'application/octet-stream';
    return new Response(body, { headers: { 'content-type': type, 'content-security-policy': policy } });
  });
  const window = new BrowserWindow({
    width: 420,
    height: 640,
    useContentSize: true,
    show: true,
    backgroundColor: '#faf9f7',
    webPreferences: { preload: path.join(__dirname, 'preload.cjs'), sandbox: true, contextIsolation: true },
  });
  window.webContents.on('console-message', (_event, level, message) =>
    harness.console.push({ level, message }),
  );
  await window.loadURL('app://stint/index.html');
});
app.on('window-all-closed', () => app.quit());
