/**
 * Hears what other brokers tell, on a connection of its own (`LISTEN`). A connection that breaks, or that does not answer any more, is made
 * anew, and listeners are told that they may have missed something. What is heard is a word and an id: a hint to look, and nothing more.
 */
import pg from 'pg';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Nudge, Nudges } from '../ports/nudges.ts';

export interface NudgeListener extends Nudges {
  stop(): Promise<void>;
}

export const CHANNEL = 'stint';
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** A connection whose other end has gone without a word is found out by asking. */
const ASK_EVERY_MS = 5_000;

export function listenForNudges(deps: {
  readonly connection: pg.ClientConfig;
  readonly clock: Clock;
  readonly log: Log;
}): NudgeListener {
  const { connection, clock, log } = deps;
  const listeners = new Set<(nudge: Nudge) => void>();
  let current: pg.Client | undefined;
  let undo = (): void => undefined;
  let tries = 0;
  let stopped = false;
  let connecting = connect();

  async function connect(): Promise<void> {
    const client = new pg.Client({ ...connection, keepAlive: true, connectionTimeoutMillis: ASK_EVERY_MS });
    current = client;
    client.on('error', (error) => lost(client, error));
    client.on('end', () => lost(client, new Error('The connection ended')));
    client.on('notification', ({ payload = '' }) => hear(payload));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      if (tries > 0) log.info({ tries }, 'Hears other brokers again');
      tries = 0;
      tell({ kind: 'everything' });
      askLater(client, true);
    } catch (error) {
      lost(client, error);
    }
  }

  function askLater(client: pg.Client, answered: boolean): void {
    if (client !== current || stopped) return;
    undo = clock.at(clock.now() + ASK_EVERY_MS, () => {
      if (!answered) {
        lost(client, new Error('The connection does not answer'));
        return;
      }
      askLater(client, false);
      client.query('select 1').then(
        () => {
          undo();
          askLater(client, true);
        },
        (error: unknown) => lost(client, error),
      );
    });
  }

  function lost(client: pg.Client, error: unknown): void {
    if (client !== current) return;
    current = undefined;
    undo();
    // The driver cuts what is busy or broken, and nobody waits for the rest.
    client.end().catch(() => undefined);
    if (stopped) return;
    if (tries === 0) log.warn({ err: error }, 'Does not hear other brokers just now; listening anew');
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(tries, 10));
    tries += 1;
    undo = clock.at(clock.now() + waitMs, () => void (connecting = connect()));
  }

  function hear(payload: string): void {
    const [word = '', id = ''] = payload.split(' ');
    if (word === 'events' || word === 'leases' || word === 'schema') tell({ kind: word });
    else if (word === 'person' && id !== '') tell({ kind: 'person', personId: id });
  }

  function tell(nudge: Nudge): void {
    for (const listener of [...listeners]) {
      try {
        listener(nudge);
      } catch (error) {
        log.error({ err: error }, 'A listener of nudges threw');
      }
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      stopped = true;
      undo();
      await connecting;
      const client = current;
      current = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}
