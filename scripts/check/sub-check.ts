// What a sub-check of `npm run check` is, and how one runs a tool of node_modules on a folder.
// A tool that cannot be started is a bug and throws; a tool that finds faults answers them as text.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Findings {
  /** What must be mended; empty when the check holds. */
  readonly faults: readonly string[];
  /** What is worth a look, and fails nothing. */
  readonly warnings: readonly string[];
}

export interface SubCheck {
  readonly name: string;
  readonly run: (root: string) => Promise<Findings>;
}

/** Each tool's program file inside its package. */
const programs = {
  typescript: 'bin/tsc',
  eslint: 'bin/eslint.js',
  'dependency-cruiser': 'bin/dependency-cruiser.mjs',
  knip: 'bin/knip.js',
  prettier: 'bin/prettier.cjs',
} as const;

type Tool = keyof typeof programs;

const packages = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** Runs a tool in `root` and answers what it printed if it failed, in faults of one block. */
export async function runTool(root: string, tool: Tool, args: readonly string[]): Promise<Findings> {
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [join(packages, tool, programs[tool]), ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code,
        output: Buffer.concat(parts)
          .toString('utf8')
          .replace(/^\n+|\s+$/g, ''),
      }),
    );
  });
  if (code === 0) return { faults: [], warnings: [] };
  return { faults: [output === '' ? `${tool} ended with ${String(code)}` : output], warnings: [] };
}

export function merge(findings: readonly Findings[]): Findings {
  return {
    faults: findings.flatMap(({ faults }) => faults),
    warnings: findings.flatMap(({ warnings }) => warnings),
  };
}
