// A broker's sessions at its storage, to be asked whether one of them is at work.
import pg from 'pg';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';

export interface Sessions {
  /** The one given, for whoever's sessions are meant. */
  readonly access: StorageAccess;
  /** One is being opened, or has been asked something that is not answered yet. A clock that moves on now runs ahead of the storage. */
  areAtWork(): boolean;
}

export function watchSessions({ owner, run }: StorageAccess): Sessions {
  const open = new Set<Session>();
  class Session extends pg.Client {
    // The driver has it; its types leave it out.
    declare readonly readyForQuery: boolean;
    constructor(config?: pg.ClientConfig) {
      super(config);
      open.add(this);
      this.once('end', () => open.delete(this));
    }
  }
  return {
    access: { owner, run: { ...run, Client: Session } },
    areAtWork: () => [...open].some(({ readyForQuery }) => !readyForQuery),
  };
}
