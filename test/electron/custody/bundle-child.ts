// Bundles custody-child.ts the way the main process is bundled (CommonJS, one file, for Node 18), once per run of a test file.
import { build } from 'esbuild';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export async function bundleChild(folder: string): Promise<string> {
  const outfile = join(folder, 'custody-child.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'custody-child.ts')],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node18',
    logLevel: 'warning',
    external: ['electron', 'keytar', 'abstract-socket', 'usocket', 'x11'],
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;" },
  });
  // The native library is not bundled; it is looked for from where the bundle stands.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return outfile;
}
