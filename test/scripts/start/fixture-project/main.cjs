// Stands in for the application: a tray icon, and a wipe that takes its time when asked to quit. It writes down
// what it was given and what happened, so that a test can read the order of things.
const { app, nativeImage, Tray } = require('electron');
const { appendFileSync, readFileSync } = require('node:fs');
const path = require('node:path');

const { STINT_HOME, STINT_BROKER_URL, STINT_TOKEN_FILE, STINT_STORY } = process.env;
const tell = (what) => appendFileSync(STINT_STORY, `${what}\n`);

app.setPath('userData', path.join(STINT_HOME, 'runtime'));

let tray;
let isWiped = false;
app.on('before-quit', (event) => {
  if (isWiped) return;
  event.preventDefault();
  setTimeout(() => {
    isWiped = true;
    tell('app wiped');
    app.quit();
  }, 300);
});
app.on('window-all-closed', () => undefined);
app.whenReady().then(() => {
  tray = new Tray(nativeImage.createFromBitmap(Buffer.alloc(16 * 16 * 4, 255), { width: 16, height: 16 }));
  tray.on('click', () => app.quit());
  const token = STINT_TOKEN_FILE ? readFileSync(STINT_TOKEN_FILE, 'utf8') : 'no token';
  tell(`app in ${path.basename(STINT_HOME)} at ${STINT_BROKER_URL} with ${token}`);
});
