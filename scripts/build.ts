// Builds the app into out/: main process, preload script and helper by esbuild, the window by Vite.
// Nothing is rebuilt while nothing is newer. It never downloads, and never touches the broker, which runs from source.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { fingerprint, readStamp, writeStamp } from './build/fingerprint.ts';
import type { BuildMode } from './build/node-bundles.ts';

export type { BuildMode };

export interface BuildOptions {
  /** Development carries source maps; production is what is packaged. Default: production. */
  readonly mode?: BuildMode;
  /** Build even if nothing is newer. */
  readonly force?: boolean;
  /** The folder that holds electron/, renderer/ and shared/. Default: this project. */
  readonly root?: string;
}

export interface BuildReport {
  /** False when everything in out/ was still good. */
  readonly rebuilt: boolean;
  readonly built: readonly string[];
  /** Sources that are not there (yet), in words of paths. */
  readonly missing: readonly string[];
  readonly tookMs: number;
}

const project = fileURLToPath(new URL('..', import.meta.url));

const sources = [
  'electron',
  'renderer',
  'shared',
  'scripts/build',
  'scripts/build.ts',
  'vite.config.ts',
  'package-lock.json',
];

async function buildRenderer(root: string, out: string, mode: BuildMode): Promise<boolean> {
  if (!existsSync(join(root, 'renderer/index.html'))) return false;
  // Loaded only when there is something to build: a start with a good build in place should not wait for it.
  const { build: buildWindow } = await import('vite');
  await buildWindow({
    configFile: join(project, 'vite.config.ts'),
    root: join(root, 'renderer'),
    mode,
    logLevel: 'warn',
    build: { outDir: join(out, 'renderer') },
  });
  return true;
}

export async function build(options: BuildOptions = {}): Promise<BuildReport> {
  const { mode = 'production', force = false, root = project } = options;
  const startedAt = performance.now();
  const took = (): number => Math.round(performance.now() - startedAt);
  const out = join(root, 'out');
  const stamp = fingerprint(root, sources, [mode, process.version]);
  if (!force && readStamp(join(out, 'build.stamp')) === stamp) {
    return { rebuilt: false, built: [], missing: [], tookMs: took() };
  }

  // Built beside and moved at the end: an app that runs from out/ loses its files for an instant, not for seconds,
  // and a build that fails leaves the last good one.
  const next = join(root, '.cache', `build-${String(process.pid)}`);
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  const { buildNodeBundles } = await import('./build/node-bundles.ts');
  const bundles = await buildNodeBundles(root, next, mode);
  const withWindow = await buildRenderer(root, next, mode);
  const missing = withWindow ? bundles.missing : [...bundles.missing, 'renderer/index.html'];
  if (missing.length === 0) writeStamp(join(next, 'build.stamp'), stamp);
  rmSync(out, { recursive: true, force: true });
  renameSync(next, out);
  return {
    rebuilt: true,
    built: withWindow ? [...bundles.built, 'renderer/'] : bundles.built,
    missing,
    tookMs: took(),
  };
}

if (import.meta.main) {
  const mode = process.argv.includes('--development') ? 'development' : 'production';
  const report = await build({ mode, force: process.argv.includes('--force') });
  const seconds = (report.tookMs / 1000).toFixed(1);
  if (report.missing.length > 0) console.log(`Not there yet: ${report.missing.join(', ')}`);
  console.log(
    report.rebuilt
      ? `Built ${report.built.join(', ')} in ${seconds} s`
      : `Nothing is newer than the last build`,
  );
}
