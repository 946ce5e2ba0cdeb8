// Homes of tests, and what belongs to them elsewhere: as root the broker keeps a server's data in a folder of its own beside the temporary home,
// and a file in the home leads there. Plain JavaScript, for lifeline-keeper.mjs.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Below a home: broker/demo-target/<target>/server-folder, and a desktop's folder holds homes. */
const deepest = 5;

/**
 * Folders of servers that pointers in this folder lead to. Only temporary ones: nothing else is a test's to remove.
 * @param {string} folder
 * @returns {string[]}
 */
export function serverFoldersOf(folder, depth = 0) {
  return entriesOf(folder).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return depth < deepest ? serverFoldersOf(file, depth + 1) : [];
    if (entry.name !== 'server-folder') return [];
    const server = readFileSync(file, 'utf8').trim();
    return path.dirname(server) === tmpdir() && path.basename(server).startsWith('stint-') ? [server] : [];
  });
}

/** @param {string} home */
export function removeHome(home) {
  for (const folder of [...serverFoldersOf(home), home]) rmSync(folder, { recursive: true, force: true });
}

/** @param {string} folder */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It is gone already, or somebody else's.
    return [];
  }
}
