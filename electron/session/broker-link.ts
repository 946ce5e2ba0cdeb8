/**
 * The broker this desktop is signed in to, if any, and whether its stream is up. Passes events on; decides nothing about grants.
 */
import type { BrokerClient, BrokerEvents } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { Undo } from '../ports/undo.ts';
import type { Store } from './state.ts';

export interface Link {
  readonly client: BrokerClient;
  readonly brokerUrl: string;
}

export interface BrokerLink {
  get(): Link | null;
  /** Follows a broker instead of the one before; events of the former are heard no more. */
  open(link: Link, events: BrokerEvents): void;
  close(): void;
  wake(): void;
}

export function createBrokerLink(store: Store, clock: Clock): BrokerLink {
  let link: Link | null = null;
  let undo: Undo = () => undefined;

  function close(): void {
    undo();
    undo = () => undefined;
    link = null;
    if (store.get().grantsTold) store.change({ grantsTold: false });
  }

  return {
    get: () => link,
    open(next, events) {
      close();
      link = next;
      store.change({ connection: { connection: 'connecting' } });
      const whileOurs = (run: () => void): void => {
        if (link === next) run();
      };
      undo = next.client.follow({
        onSnapshot: (grants) =>
          whileOurs(() => {
            events.onSnapshot(grants);
            if (!store.get().grantsTold) store.change({ grantsTold: true });
          }),
        onGrant: (grant) => whileOurs(() => events.onGrant(grant)),
        onInbox: (inbox) => whileOurs(() => events.onInbox(inbox)),
        onProfilesChanged: () => whileOurs(() => events.onProfilesChanged()),
        onConnected: () =>
          whileOurs(() => {
            store.change({ connection: { connection: 'connected' } });
            events.onConnected();
          }),
        onDisconnected: (error) =>
          whileOurs(() => {
            if (store.get().connection.connection !== 'offline') {
              store.change({ connection: { connection: 'offline', since: clock.read().wallAt } });
            }
            events.onDisconnected(error);
          }),
      });
    },
    close,
    wake: () => link?.client.wake(),
  };
}
