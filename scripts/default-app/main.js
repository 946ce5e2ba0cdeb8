// The default app of the fallback runtime: makes `electron <folder>` run that folder, as Electron's own does.
// It never runs in a packaged application.
const { app } = require('electron');
const Module = require('node:module');
const path = require('node:path');

const required = [];
let folder;
const args = process.argv.slice(1);
while (args.length > 0 && folder === undefined) {
  const arg = args.shift();
  if (arg === '-r' || arg === '--require') required.push(args.shift());
  else if (!arg.startsWith('-')) folder = path.resolve(arg);
}

if (folder === undefined) {
  console.error('Usage: electron <folder or file>');
  app.exit(1);
} else {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  if (required.length > 0) Module._preloadModules(required);
  let entry = folder;
  if (!/\.[cm]?js$/.test(folder)) {
    const about = require(path.join(folder, 'package.json'));
    entry = path.join(folder, about.main ?? 'index.js');
    app.setName(about.productName ?? about.name ?? 'Electron');
    if (about.version) app.setVersion(about.version);
    app.setAppPath(folder);
  } else {
    app.setAppPath(path.dirname(folder));
  }
  Module._load(entry, Module, true);
}
