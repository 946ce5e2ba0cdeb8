// The packaged Stint and its rival: an empty tray app in the very same Electron, with the same fuses, packaged the same way.
import { createPackage } from '@electron/asar';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const EMPTY_MAIN = `
const { app, BrowserWindow, Menu, Tray, nativeImage } = require('electron');
app.requestSingleInstanceLock();
app.on('window-all-closed', () => {});
app.on('before-quit', () => app.exit());
app.whenReady().then(() => {
  const tray = new Tray(nativeImage.createFromBuffer(Buffer.alloc(22 * 22 * 4, 200), { width: 22, height: 22 }));
  let window;
  const open = () => {
    if (window === undefined) {
      window = new BrowserWindow({ width: 420, height: 640, show: false });
      window.once('ready-to-show', () => window.show());
      window.on('close', (event) => { event.preventDefault(); window.hide(); });
      window.loadFile('index.html');
    } else { window.show(); }
  };
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Open', click: open }, { label: 'Hide', click: () => window.hide() }, { label: 'Quit', click: () => app.exit() }]));
});
`;

/** Makes the empty app beside a packaged one: a copy of its folder with another app.asar. Answers its binary. */
export async function makeEmptyApp(packaged: string, binary: string, scratch: string): Promise<string> {
  const folder = path.join(scratch, 'empty-app');
  rmSync(folder, { recursive: true, force: true });
  cpSync(packaged, folder, { recursive: true });
  const source = path.join(scratch, 'empty-app-source');
  mkdirSync(source, { recursive: true });
  writeFileSync(
    path.join(source, 'package.json'),
    JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.js' }),
  );
  writeFileSync(path.join(source, 'main.js'), EMPTY_MAIN);
  writeFileSync(path.join(source, 'index.html'), '<!doctype html><title>Empty</title><p>Empty</p>');
  const asar = path.join(folder, 'resources', 'app.asar');
  rmSync(`${asar}.unpacked`, { recursive: true, force: true });
  await createPackage(source, asar);
  const own = path.join(folder, binary);
  if (!existsSync(own)) throw new Error(`The packaged app has no binary ${binary}.`);
  return own;
}
