/** Where the agent listens: a socket in the home, or on Windows a named pipe of this home. Pure. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AgentDoor } from '../ports/agent-door.ts';

/** The system cuts a longer path short, or refuses it: 108 bytes on Linux, 104 on macOS. */
const LONGEST_PATH = 100;

export function agentPlace(home: string, platform: NodeJS.Platform): AgentDoor {
  if (platform === 'win32') {
    const name = createHash('sha256').update(home.toLowerCase()).digest('hex').slice(0, 8);
    return { ok: true, path: `\\\\.\\pipe\\stint-agent-${name}` };
  }
  const path = join(home, 'agent.sock');
  const bytes = Buffer.byteLength(path);
  if (bytes <= LONGEST_PATH) return { ok: true, path };
  return { ok: false, reason: 'long-path', path, bytes, most: LONGEST_PATH };
}
