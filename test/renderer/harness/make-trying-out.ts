// A session with an account of the built-in broker.
import type { Snapshot } from '../../../shared/snapshot.ts';
import { makeSnapshot } from './make-snapshot.ts';

export function makeTryingOut(): Extract<Snapshot['session'], { session: 'signed-in' }> {
  const { session } = makeSnapshot();
  if (session.session !== 'signed-in') throw new Error('makeSnapshot is signed in');
  return { ...session, tryingOut: true };
}
