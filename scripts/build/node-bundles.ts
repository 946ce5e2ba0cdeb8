// Bundles what runs beside the window: the main process, the preload script and the keychain's helper process.
// It never bundles Electron or the native keychain library, and never lets a validator into the preload script.
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type BuildMode = 'development' | 'production';

interface Bundle {
  readonly entry: string;
  readonly output: string;
  /** Absent is no fault: not every platform or stage has it. */
  readonly optional: boolean;
  readonly options: BuildOptions;
  /** A sentence when the bundle breaks a rule of its own. */
  readonly refuse: (bytes: number, inputs: readonly string[]) => string | undefined;
}

/** A preload script is names only; with zod it weighed 455 kB. */
const preloadLimitBytes = 5_000;

/** What stands before the tray icon is read and compiled before Electron does anything else. */
const mainLimitBytes = 40_000;

/** What main.ts imports late is a bundle of its own beside main.cjs, read when it is asked for. */
const lateBundle: Plugin = {
  name: 'stint:late-bundle',
  setup(bundling) {
    bundling.onResolve({ filter: /^\.\/[\w-]+\.ts$/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' && existsSync(join(resolveDir, path))
        ? { path: path.replace(/\.ts$/, '.cjs'), external: true }
        : undefined,
    );
  },
};

const ofNode: BuildOptions = {
  platform: 'node',
  target: 'node18',
  // Optional requires of the D-Bus client; a Unix socket path needs neither.
  external: ['electron', 'keytar', 'abstract-socket', 'usocket', 'x11'],
  // ES modules (node-cron among them) ask for their own address while they load; in CommonJS that would be undefined.
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;" },
};

const ofPreload: BuildOptions = { platform: 'browser', target: 'chrome114', external: ['electron'] };

function refuseForeign(inputs: readonly string[]): string | undefined {
  const foreign = inputs.find((input) => /^(?:renderer|broker|scripts|test)\//.test(input));
  return foreign === undefined ? undefined : `contains ${foreign}, which belongs to another process`;
}

const bundles: readonly Bundle[] = [
  {
    entry: 'electron/main.ts',
    output: 'main.cjs',
    optional: false,
    // Electron 25 loads no module by `import()`: esbuild makes a `require` of it.
    options: { ...ofNode, plugins: [lateBundle], supported: { 'dynamic-import': false } },
    refuse: (bytes, inputs) =>
      bytes > mainLimitBytes
        ? `weighs ${String(bytes)} bytes, over ${String(mainLimitBytes)}: what the tray icon does not need belongs in composition.ts`
        : inputs.some((input) => input.startsWith('shared/words/'))
          ? 'contains the catalogues of words, which the tray icon does not need'
          : refuseForeign(inputs),
  },
  {
    entry: 'electron/composition.ts',
    output: 'composition.cjs',
    // The main bundle refuses to import it late where it is not.
    optional: true,
    options: ofNode,
    refuse: (_bytes, inputs) => refuseForeign(inputs),
  },
  {
    entry: 'electron/preload.ts',
    output: 'preload.cjs',
    optional: false,
    options: ofPreload,
    refuse: (bytes, inputs) =>
      inputs.some((input) => input.includes('node_modules/zod/'))
        ? 'contains zod: import types only, the main process validates'
        : bytes > preloadLimitBytes
          ? `weighs ${String(bytes)} bytes, over ${String(preloadLimitBytes)}: it may hold names only`
          : refuseForeign(inputs),
  },
  {
    entry: 'electron/keychain-names-helper.ts',
    output: 'keychain-names-helper.cjs',
    optional: true,
    options: ofNode,
    refuse: (_bytes, inputs) => refuseForeign(inputs),
  },
];

export interface BundleReport {
  readonly built: readonly string[];
  readonly missing: readonly string[];
}

function outputOf(metafile: Metafile, name: string): { bytes: number; inputs: readonly string[] } {
  const found = Object.entries(metafile.outputs).find(([path]) => path.endsWith(name))?.[1];
  if (found === undefined) throw new Error(`esbuild wrote no ${name}`);
  // In the bundle's weight, development's inline source map would drown what is measured.
  const bytes = Object.values(found.inputs).reduce((sum, input) => sum + input.bytesInOutput, 0);
  return { bytes, inputs: Object.keys(found.inputs) };
}

export async function buildNodeBundles(root: string, out: string, mode: BuildMode): Promise<BundleReport> {
  const built: string[] = [];
  const missing: string[] = [];
  for (const { entry, output, optional, options, refuse } of bundles) {
    if (!existsSync(join(root, entry))) {
      if (!optional) missing.push(entry);
      continue;
    }
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile: join(out, output),
      bundle: true,
      format: 'cjs',
      logLevel: 'warning',
      legalComments: 'none',
      // Names stay, so that a stack in a log can be read; packaged builds carry no source map.
      minifySyntax: mode === 'production',
      minifyWhitespace: mode === 'production',
      sourcemap: mode === 'development' ? 'inline' : false,
      ...options,
      define: { ...options.define, 'process.env.NODE_ENV': JSON.stringify(mode) },
      metafile: true,
    });
    const { bytes, inputs } = outputOf(metafile, output);
    const refusal = refuse(bytes, inputs);
    if (refusal !== undefined) throw new Error(`${entry}: the bundle ${refusal}.`);
    built.push(output);
  }
  return { built, missing };
}
