// One person's event stream: goes on at the next node where one breaks off, from the last event it has heard, and remembers what it was told
// of each grant last.
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { eventData } from '../../shared/api.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Inbox } from '../../shared/inbox.ts';
import type { NodeProcess } from './node-process.ts';

export interface Stream {
  /** By id, as it was told last. */
  readonly grants: ReadonlyMap<string, Grant>;
  events(): number;
  /** How often it went on somewhere. */
  resumed(): number;
  snapshots(): number;
  stop(): Promise<void>;
}

const TRY_AGAIN_MS = 100;
const EVENT_NAMES = z.enum(['snapshot', 'grant', 'inbox', 'profiles-changed']);

export function openStream(options: {
  readonly nodes: readonly NodeProcess[];
  readonly first: number;
  readonly token: string;
  readonly onInbox?: (inbox: Inbox) => void;
  readonly onGrant?: (grant: Grant) => void;
}): Stream {
  const { nodes, token } = options;
  const grants = new Map<string, Grant>();
  let lastEventId: string | undefined;
  const counts = { events: 0, resumed: 0, snapshots: 0 };
  let sent: ClientRequest | undefined;
  let stopped = false;
  // A holder: what stops it sees it change.
  const isOver = (): boolean => stopped;
  const running = run();

  async function run(): Promise<void> {
    for (let turn = options.first; !isOver(); turn += 1) {
      try {
        await follow(nodes[turn % nodes.length]?.url() ?? '');
      } catch {
        // The next node, in a moment.
      }
      if (!isOver()) await pause(TRY_AGAIN_MS);
    }
  }

  function follow(url: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const parser = createParser({
        onEvent: ({ id, event, data }) => {
          hear(event ?? '', data);
          if (id !== undefined) lastEventId = id;
        },
      });
      const headers = {
        authorization: `Bearer ${token}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      };
      sent = get(new URL('/v1/events', url), { headers, agent: false }, (answer: IncomingMessage) => {
        if (answer.statusCode !== 200) {
          answer.resume();
          reject(new Error(String(answer.statusCode)));
          return;
        }
        if (lastEventId !== undefined) counts.resumed += 1;
        answer.setEncoding('utf8');
        answer.on('data', (text: string) => parser.feed(text));
        answer.on('error', reject);
        answer.on('close', resolve);
      });
      sent.on('error', reject);
    });
  }

  function hear(event: string, data: string): void {
    const name = EVENT_NAMES.parse(event);
    counts.events += 1;
    const told: unknown = JSON.parse(data);
    if (name === 'snapshot') {
      counts.snapshots += 1;
      for (const grant of eventData.snapshot.parse(told).grants) remember(grant);
    } else if (name === 'grant') remember(eventData.grant.parse(told).grant);
    else if (name === 'inbox') options.onInbox?.(eventData.inbox.parse(told));
  }

  function remember(grant: Grant): void {
    grants.set(grant.id, grant);
    options.onGrant?.(grant);
  }

  return {
    grants,
    events: () => counts.events,
    resumed: () => counts.resumed,
    snapshots: () => counts.snapshots,
    async stop() {
      stopped = true;
      sent?.destroy();
      await running;
    },
  };
}
