/**
 * Server-sent events by hand: one stream per desktop. Each reads the event table after its own cursor and sends the present state of what
 * has changed, after asking again who listens. A stream that cannot keep up, or whose token has ended, is closed.
 */
import type { ServerResponse } from 'node:http';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { eventData, type EventName } from '../../shared/api.ts';
import type { Inbox } from '../../shared/inbox.ts';
import type { Person } from '../../shared/person.ts';
import { findGrants, listGrants } from '../grants/grant-rows.ts';
import type { Clock } from '../ports/clock.ts';
import type { Feed } from '../ports/feed.ts';
import type { Identity, SignedIn } from '../ports/identity.ts';
import type { Log } from '../ports/log.ts';
import { createBatch } from '../storage/batch.ts';
import type { Database } from '../storage/database.ts';
import { createHeartbeat } from './heartbeat.ts';
import { eventsAfter, knowsSeq, latestSeq, type EventRow } from './event-rows.ts';

export interface EventStreams {
  hasRoomFor(personId: string): boolean;
  /** Owns the response from here on. `lastEventId`: the header as it came, or `null`. */
  open(
    caller: SignedIn & { readonly token: string },
    lastEventId: string | null,
    response: ServerResponse,
  ): void;
  count(): number;
  closeAll(): void;
}

export interface StreamDeps {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly feed: Feed;
  readonly identity: Identity;
  readonly inboxOf: (person: Person) => Promise<Inbox>;
  readonly log: Log;
}

const HEARTBEAT_MS = 15_000;
const HEARTBEAT = Buffer.from(': still here\n\n');
/** A reader that leaves more than this unread is dropped; it resumes where it was. */
const MOST_UNREAD = 1024 * 1024;
const MOST_PER_PERSON = 20;

export function createEventStreams(deps: StreamDeps): EventStreams {
  const { db, clock, feed, identity, inboxOf, log } = deps;
  const open = new Map<() => void, string>();
  const seenGrant = createBatch((ids) => findGrants(db, ids));
  const heartbeat = createHeartbeat(clock, HEARTBEAT_MS);

  function start(
    caller: SignedIn & { token: string },
    lastEventId: string | null,
    response: ServerResponse,
  ): void {
    const personId = caller.person.id;
    const undos: (() => void)[] = [];
    let cursor: number | null = null;
    /** All that waits is told after connecting, whatever was seen before, and whenever it has changed. */
    let inboxDue = true;
    let pumping = false;
    let again = false;
    let closed = false;

    const close = (): void => {
      if (closed) return;
      closed = true;
      for (const undo of undos) undo();
      open.delete(close);
      response.end();
    };
    open.set(close, personId);
    response.on('close', close);
    response.on('error', close);
    undos.push(feed.subscribe(caller.person, pump));
    undos.push(heartbeat.join(beat));
    undos.push(clock.at(caller.expiresAt, close)); // SECURITY: broker-stream-ends-with-token
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    pump();

    async function beat(): Promise<void> {
      if ((await listener()) !== null) write(HEARTBEAT);
    }

    /** Present rights, asked before anything is sent. */
    // SECURITY: broker-stream-ends-with-token
    async function listener(): Promise<Person | null> {
      try {
        const result = await identity.signIn(caller.token);
        if (result.ok && result.value.person.id === personId && !closed) return result.value.person;
      } catch (error) {
        log.error({ err: error }, 'Asking who listens to events failed');
      }
      close();
      return null;
    }

    function pump(): void {
      again = true;
      if (pumping || closed) return;
      pumping = true;
      void sendWhileNew().catch((error: unknown) => {
        log.error({ err: error }, 'An event stream failed');
        close();
      });
    }

    async function sendWhileNew(): Promise<void> {
      try {
        do {
          again = false;
          const person = await listener();
          if (person !== null) await sendNew(person);
        } while (wantsMore());
      } finally {
        // At once: a change between the last look and this line would wait for the next one.
        pumping = false;
      }
    }

    function wantsMore(): boolean {
      return again && !closed;
    }

    async function sendNew(person: Person): Promise<void> {
      if (cursor === null) {
        const wanted = lastEventId !== null && /^\d{1,15}$/u.test(lastEventId) ? Number(lastEventId) : 0;
        cursor = (await knowsSeq(db, wanted)) ? wanted : await sendSnapshot();
      }
      for (;;) {
        const from: number = cursor;
        const rows: readonly EventRow[] = feed.after(from, person) ?? (await eventsAfter(db, from, person));
        if (rows.length === 0) break;
        const last = new Map(rows.map((row) => [row.grantId ?? row.kind, row]));
        for (const row of [...last.values()].toSorted((a, b) => a.seq - b.seq)) {
          if (row.kind === 'profiles-changed') send(row.seq, row.kind, { serverNow: clock.now() });
          else if (row.kind === 'grant') await sendGrant(row.seq, row.grantId ?? '');
          else inboxDue = true;
        }
        cursor = rows.at(-1)?.seq ?? cursor;
      }
      if (inboxDue) await sendInbox(cursor, person);
    }

    async function sendSnapshot(): Promise<number> {
      // The number first: what changes meanwhile is sent once more, never lost.
      const seq = await latestSeq(db);
      const grants = await listGrants(db, personId);
      send(seq, 'snapshot', { serverNow: clock.now(), grants });
      return seq;
    }

    async function sendInbox(seq: number, person: Person): Promise<void> {
      inboxDue = false;
      if (!person.mayApprove) return;
      const inbox = await inboxOf(person);
      send(seq, 'inbox', { serverNow: clock.now(), ...inbox });
    }

    async function sendGrant(seq: number, grantId: string): Promise<void> {
      const seen = await seenGrant(grantId);
      if (seen?.personId === personId) send(seq, 'grant', { serverNow: clock.now(), grant: seen.grant });
    }

    function send<N extends EventName>(seq: number, name: N, data: z.output<(typeof eventData)[N]>): void {
      const encoded = z.encode<z.ZodType>(eventData[name], data);
      write(`id: ${seq}\nevent: ${name}\ndata: ${JSON.stringify(encoded)}\n\n`);
    }

    function write(text: string | Buffer): void {
      if (closed) return;
      if (response.writableLength > MOST_UNREAD) {
        response.destroy();
        close();
        return;
      }
      response.write(text);
    }
  }

  return {
    hasRoomFor: (personId) => [...open.values()].filter((each) => each === personId).length < MOST_PER_PERSON,
    open: start,
    count: () => open.size,
    closeAll() {
      for (const close of [...open.keys()]) close();
    },
  };
}
