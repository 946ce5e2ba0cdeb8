// Installs the npm packages with `npm ci` when node_modules is not what package-lock.json says.
// npm keeps its own record of what it installed; comparing the two needs no stamp of ours, and an
// `npm install` by hand counts as well. It never changes package.json or the lock file.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exclusively, root, runQuietly, say, SetUpError } from './step.mjs';

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Whether every locked package is installed in its locked version; optional ones may be of another platform. */
function isInstalled() {
  const locked = packagesOf('package-lock.json');
  // npm writes this record last, so it is missing after an installation that was broken off.
  const installed = packagesOf('node_modules/.package-lock.json');
  if (locked === undefined || installed === undefined) return false;
  return Object.entries(locked).every(([place, wanted]) => {
    if (place === '') return true;
    const found = installed[place];
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** npm as a program: the one that started us when there is one, else the one on PATH. */
function npm() {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return { command: process.execPath, args: [script] };
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

export async function prepareNpmPackages() {
  if (isInstalled()) return;
  await exclusively(async () => {
    if (isInstalled()) return;
    say('installing the npm packages (once, about a minute)');
    const { command, args, shell } = npm();
    const all = [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const { ok, output } = await runQuietly(command, all, { shell });
    if (ok && isInstalled()) return;
    throw new SetUpError(`\`npm ci\` failed. What it said:\n${output}`);
  });
}
