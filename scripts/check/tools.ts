// The sub-checks that are somebody else's tool with our configuration: types, lint, graph, dead code, format.
// Each takes the folder to judge, so that a test can hand it a broken one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { merge, runTool, type Findings } from './sub-check.ts';

const folders = ['shared', 'electron', 'renderer', 'broker', 'scripts', 'test'];
const caches = 'node_modules/.cache/stint';

function present(root: string): readonly string[] {
  return folders.filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
}

/** Every folder's own TypeScript project, one after the other: two at once gain nothing on two busy cores. */
export async function checkTypes(root: string): Promise<Findings> {
  const findings: Findings[] = [];
  for (const project of ['.', ...present(root)]) {
    const buildInfo = `${caches}/types-${project === '.' ? 'root' : project}.json`;
    findings.push(
      await runTool(root, 'typescript', ['-p', project, '--incremental', '--tsBuildInfoFile', buildInfo]),
    );
  }
  return merge(findings);
}

/** A cached answer can miss a type that changed in another file, so CI judges without one. */
export function checkLint(root: string): Promise<Findings> {
  const cache =
    process.env['CI'] === undefined
      ? ['--cache', '--cache-strategy', 'content', '--cache-location', `${caches}/eslint`]
      : [];
  return runTool(root, 'eslint', ['--max-warnings', '0', ...cache, '.']);
}

/** Cycles, dynamic imports and the walls over the whole graph; then what the window loads at run time. */
export async function checkImports(root: string): Promise<Findings> {
  const all = present(root);
  const loaded = all.filter((folder) => ['shared', 'electron', 'renderer'].includes(folder));
  const cruise = (config: string, where: readonly string[]): Promise<Findings> =>
    runTool(root, 'dependency-cruiser', ['--config', config, '--output-type', 'err-long', ...where]);
  return merge([
    await cruise('.dependency-cruiser.cjs', all),
    await cruise('.dependency-cruiser-runtime.cjs', loaded),
  ]);
}

export function checkDeadCode(root: string): Promise<Findings> {
  return runTool(root, 'knip', ['--no-progress', '--no-config-hints']);
}

export function checkFormat(root: string): Promise<Findings> {
  const cache = ['--cache', '--cache-location', `${caches}/prettier`];
  return runTool(root, 'prettier', ['--check', '--log-level', 'warn', ...cache, '.']);
}
