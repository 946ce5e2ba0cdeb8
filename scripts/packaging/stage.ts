// Lays out what goes into the package: the bundles, a package.json without tools and scripts, and the one native
// library (`keytar`, an alias) with the binary of this platform. Nothing else can get in, because nothing else is there.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({
  name: z.string(),
  productName: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  main: z.string(),
  dependencies: z.record(z.string(), z.string()),
});

const library = 'keytar';
const natives = '@napi-rs';
const nativeName = /^keyring-/;
const unwanted = /\.(?:map|d\.ts|md)$|^build\.stamp$/;

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !unwanted.test(basename(path)) });
}

// SECURITY: package-only-bundles
export function stage(project: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copy(join(project, 'out'), join(folder, 'out'));

  const packages = join(project, 'node_modules');
  const binaries = readdirSync(join(packages, natives)).filter((name) => nativeName.test(name));
  if (binaries.length === 0)
    throw new Error(`No ${natives}/keyring-* package for this platform is installed.`);
  copy(join(packages, library), join(folder, 'node_modules', library));
  for (const name of binaries)
    copy(join(packages, natives, name), join(folder, 'node_modules', natives, name));

  const { dependencies, ...rest } = manifest.parse(
    JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')),
  );
  // The bundles are CommonJS; so is everything else in the package.
  const packaged = { ...rest, dependencies: { [library]: dependencies[library] } };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packaged, null, 2)}\n`);
}
