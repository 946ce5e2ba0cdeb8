// `npm run dist`: installers for this platform; `npm run dist -- --dir`: the unpacked application alone.
// Never publishes, never makes an installer of the fallback runtime, and downloads nothing for `--dir`.
import { Arch, build as pack, Platform, type Configuration } from 'electron-builder';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { build } from './build.ts';
import { fingerprint, readStamp, writeStamp } from './build/fingerprint.ts';
import { fuseNames, readFuses, type FuseName } from './packaging/fuses.ts';
import { stage } from './packaging/stage.ts';
import { electronForPackaging } from './electron-runtime.mjs';
import { exclusively } from './set-up/step.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface PackagedApp {
  /** The folder that holds the application, without an installer around it. */
  readonly folder: string;
  /** The program to start. */
  readonly executable: string;
  /** True when it was made of the runtime for development and tests. */
  readonly fallback: boolean;
  readonly rebuilt: boolean;
}

const unpackedFolder = {
  linux: ['linux-unpacked', 'stint'],
  win32: ['win-unpacked', 'Stint.exe'],
  darwin: [process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'Stint.app/Contents/MacOS/Stint'],
} as const;

function place(release: string): { folder: string; executable: string } {
  const { platform } = process;
  if (platform !== 'linux' && platform !== 'win32' && platform !== 'darwin') {
    throw new Error(`Stint is packaged for Linux, macOS and Windows, not for ${platform}.`);
  }
  const [name, program] = unpackedFolder[platform];
  const folder = join(release, name);
  return { folder, executable: join(folder, program) };
}

/** The runtime's own program, whose wire says which fuses it has. */
function runtimeProgram(dist: string): string {
  if (process.platform === 'darwin') return join(dist, 'Electron.app/Contents/MacOS/Electron');
  return join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** Fuses the fallback is too old for are left out of its build; the pinned runtime must have them all. */
async function missingFuses(dist: string, fallback: boolean): Promise<readonly FuseName[]> {
  const found = await readFuses(runtimeProgram(dist));
  // Object.keys answers string[]; the object has these keys and no others.
  const missing = (Object.keys(fuseNames) as FuseName[]).filter((name) => found[name] === 'absent');
  if (missing.length > 0 && !fallback)
    throw new Error(`This Electron lacks the fuses ${missing.join(', ')}.`);
  return missing;
}

/** electron-builder.yml with the runtime that is here. */
function configuration(more: Configuration, withoutFuses: readonly FuseName[]): Configuration {
  // electron-builder checks every word of it against its own schema before it packs.
  const written = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Configuration;
  const electronFuses = Object.fromEntries(
    Object.entries(written.electronFuses ?? {}).filter(
      ([name]) => !withoutFuses.some((left) => left === name),
    ),
  );
  return { ...written, ...more, electronFuses };
}

async function packWith(config: Configuration, unpacked: boolean): Promise<void> {
  // Inside a test runner electron-builder would link files instead of copying them, and change them in place.
  delete process.env['VITEST'];
  // By a file of its own: an object would be merged into electron-builder.yml, where nothing can be taken away.
  const file = join(root, '.cache/electron-builder.json');
  writeFileSync(file, JSON.stringify(config, null, 2));
  const platform = Platform.current();
  const arch = process.arch === 'arm64' ? Arch.arm64 : Arch.x64;
  await pack({
    projectDir: root,
    publish: 'never',
    config: file,
    targets: unpacked ? platform.createTarget('dir', arch) : platform.createTarget(),
  });
}

/** Packs the unpacked application, unless the last one was made of the very same parts. */
export function packUnpacked(options: { readonly force?: boolean } = {}): Promise<PackagedApp> {
  // Whoever comes second finds it made.
  return exclusively(async () => {
    const { electronDist, electronVersion, fallback } = electronForPackaging();
    await build();
    const { folder, executable } = place(join(root, 'release'));
    const stampFile = join(root, 'release', 'unpacked.stamp');
    const parts = [
      'out/build.stamp',
      'electron-builder.yml',
      'scripts/packaging',
      'scripts/dist.ts',
      'build',
    ];
    const stamp = fingerprint(root, parts, [electronDist, electronVersion]);
    if (options.force !== true && existsSync(executable) && readStamp(stampFile) === stamp) {
      return { folder, executable, fallback, rebuilt: false };
    }
    rmSync(stampFile, { force: true });
    stage(root, join(root, '.cache/packaging'));
    const withoutFuses = await missingFuses(electronDist, fallback);
    await packWith(configuration({ electronDist, electronVersion }, withoutFuses), true);
    writeStamp(stampFile, stamp);
    return { folder, executable, fallback, rebuilt: true };
  }, 'packaging');
}

function packInstallers(): Promise<void> {
  return exclusively(async () => {
    const { electronDist, electronVersion, fallback } = electronForPackaging();
    if (fallback) {
      throw new Error(
        `Only Electron ${electronVersion}, the runtime for development, is on this machine: installers are made of ` +
          'the pinned Electron alone. `npm run dist -- --dir` makes an unpacked application to try.',
      );
    }
    await build();
    stage(root, join(root, '.cache/packaging'));
    const withoutFuses = await missingFuses(electronDist, fallback);
    await packWith(configuration({ electronDist, electronVersion }, withoutFuses), false);
  }, 'packaging');
}

if (import.meta.main) {
  const startedAt = performance.now();
  try {
    if (process.argv.includes('--dir')) {
      const { folder, fallback, rebuilt } = await packUnpacked({ force: process.argv.includes('--force') });
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(rebuilt ? `Packed ${folder} in ${seconds} s` : `${folder} is up to date`);
      if (fallback) console.log('Made of the runtime for development: to try, not to give to people.');
    } else {
      await packInstallers();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
  // The packer listens on the channel to whoever started us, and would keep this process alive for it.
  if (process.connected) process.disconnect();
}
