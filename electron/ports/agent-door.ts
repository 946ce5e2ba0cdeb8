/**
 * Where SSH clients reach the keys this app holds, or why they cannot. A reason and its values, never a sentence: it outlives a change of
 * language, and is said where it is shown.
 */
import { words } from '../words.ts';

/** Nobody can reach them; SSH cannot be used meanwhile. */
export type ClosedDoor = { readonly ok: false } & (
  | { readonly reason: 'starting' }
  | { readonly reason: 'long-path'; readonly path: string; readonly bytes: number; readonly most: number }
  | { readonly reason: 'other-stint' }
  | { readonly reason: 'open-folder'; readonly folder: string }
  | { readonly reason: 'in-the-way'; readonly path: string }
  | { readonly reason: 'cannot-listen'; readonly path: string; readonly code: string }
);

export type AgentDoor = { readonly ok: true; readonly path: string } | ClosedDoor;

/** Opens it, once custody is recovered: nothing is told to SSH clients that is not held. Never throws. */
export type OpenAgentDoor = () => Promise<AgentDoor>;

/** The sentence people read. */
export function describeClosedDoor(door: ClosedDoor): string {
  switch (door.reason) {
    case 'starting':
      return words.agent.starting;
    case 'long-path':
      return words.agent.longPath({ bytes: door.bytes, most: door.most, path: door.path });
    case 'other-stint':
      return words.agent.other;
    case 'open-folder':
      return words.agent.open({ folder: door.folder });
    case 'in-the-way':
      return words.agent.inTheWay({ path: door.path });
    case 'cannot-listen':
      return words.agent.cannot({ path: door.path, code: door.code });
  }
}
