import type http from 'node:http';
import { z } from 'zod';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BrokerError, BrokerEvents } from '../../../electron/ports/broker-client.ts';
import { inboxAnswer } from '../../../shared/api-review.ts';
import { grantAnswer, grantsAnswer } from '../../../shared/api.ts';
import { makeProblem } from '../../fakes/fake-broker-client.ts';
import { makeApproved, makeId, makeInboxItem } from '../../fakes/make-grant.ts';
import { createFakeClock, type FakeClock } from '../../fakes/fake-clock.ts';
import { answerJson, startLocalBroker, TOKEN, type Answer, type LocalBroker } from './local-broker.ts';

const AT = Date.parse('2026-03-02T09:00:00Z');
const APPROVED = makeApproved(makeId(1), AT);
const SNAPSHOT = z.encode(grantsAnswer, { serverNow: AT, grants: [APPROVED] });
const GRANT = z.encode(grantAnswer, { serverNow: AT, grant: APPROVED });

let clock: FakeClock;
let broker: LocalBroker;
let answer: Answer;
let streams: http.ServerResponse[];
let heard: string[];
let errors: BrokerError[];
let undo: () => void;

const open: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  streams.push(response);
};
const events: BrokerEvents = {
  onSnapshot: ({ value }) => void heard.push(`snapshot ${String(value.length)}`),
  onGrant: ({ value }) => void heard.push(`grant ${value.status}`),
  onInbox: ({ value }) => void heard.push(`inbox ${String(value.waiting.length)}`),
  onProfilesChanged: () => void heard.push('profiles'),
  onConnected: () => void heard.push('connected'),
  onDisconnected: (error) => {
    heard.push(`lost ${error.kind}`);
    errors.push(error);
  },
};

beforeEach(async () => {
  clock = createFakeClock(AT);
  answer = open;
  streams = [];
  heard = [];
  errors = [];
  broker = await startLocalBroker((request, response) => answer(request, response), {
    clock,
    random: () => 1,
  });
  undo = broker.client.follow(events);
});
afterEach(async () => {
  undo();
  await broker.close();
});

const until = (...words: string[]): Promise<void> => vi.waitFor(() => expect(heard).toEqual(words), 8_000);
const send = (name: string, data: unknown, id = ''): void => {
  streams.at(-1)?.write(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
};
/** Past the pause before the next try, with the loss seen. */
async function reconnect(ms: number): Promise<void> {
  const before = broker.requests.length;
  clock.advance(ms);
  await vi.waitFor(() => expect(broker.requests).toHaveLength(before + 1));
}

describe('following the broker', () => {
  it('passes on what is told, with the token, and nothing else goes over the line', async () => {
    await until('connected');
    send('snapshot', SNAPSHOT, '1');
    send('grant', GRANT, '2');
    send('profiles-changed', { serverNow: '2026-03-02T09:00:00Z' }, '3');
    send('from-the-future', { any: 'thing' }, '4');
    send('grant', GRANT, '5');
    await until('connected', 'snapshot 1', 'grant approved', 'profiles', 'grant approved');
    expect(broker.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('asks nothing for as long as heartbeats come', async () => {
    await until('connected');
    for (let beat = 0; beat < 8; beat += 1) {
      const timers = clock.timers();
      clock.advance(15_000);
      streams[0]?.write(': beat\n\n');
      send('grant', GRANT, String(beat));
      await vi.waitFor(() => expect(heard).toHaveLength(beat + 2));
      expect(clock.timers()).toBe(timers);
    }
    expect(broker.requests).toHaveLength(1);
  });

  it('opens again after 40 s without a heartbeat', async () => {
    await until('connected');
    clock.advance(39_900);
    expect(heard).toEqual(['connected']);
    clock.advance(100);
    await until('connected', 'lost unreachable');
    await reconnect(500);
    await until('connected', 'lost unreachable', 'connected');
  });

  it('tells what waits for a review, and takes a telling of another shape for a broken stream', async () => {
    await until('connected');
    const inbox = { serverNow: AT, waiting: [makeInboxItem(makeId(3), AT)], decided: [] };
    send('inbox', z.encode(inboxAnswer, inbox), '3');
    await until('connected', 'inbox 1');
    send('inbox', { ...z.encode(inboxAnswer, inbox), waiting: [{ digest: 'none' }] }, '4');
    await until('connected', 'inbox 1', 'lost wrong-answer');
  });

  it('resumes after the last event it has heard', async () => {
    await until('connected');
    send('snapshot', SNAPSHOT, '41');
    await until('connected', 'snapshot 1');
    streams[0]?.destroy();
    await vi.waitFor(() => expect(heard).toContain('lost unreachable'));
    await reconnect(500);
    expect(broker.requests[0]?.headers['last-event-id']).toBeUndefined();
    expect(broker.requests[1]?.headers['last-event-id']).toBe('41');
  });

  it('waits longer after each failure, half a minute at most, and starts over after a good stream', async () => {
    await until('connected');
    answer = answerJson('', 503, 'text/html');
    streams[0]?.destroy();
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    for (const pause of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const failures = errors.length;
      clock.advance(pause - 200);
      expect(broker.requests).toHaveLength(failures);
      await reconnect(200);
      await vi.waitFor(() => expect(errors).toHaveLength(failures + 1));
    }
    answer = open;
    await reconnect(30_000);
    await vi.waitFor(() => expect(streams).toHaveLength(2));
    clock.advance(10_000);
    const before = heard.length;
    send('grant', GRANT, '9');
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(before));
    streams[1]?.destroy();
    await vi.waitFor(() => expect(heard.at(-1)).toBe('lost unreachable'));
    await reconnect(500);
  });

  it('tries at once when the computer wakes up', async () => {
    await until('connected');
    answer = answerJson('', 503, 'text/html');
    streams[0]?.destroy();
    for (const pause of [500, 1000, 2000]) {
      await vi.waitFor(() => expect(errors).toHaveLength(broker.requests.length));
      await reconnect(pause);
    }
    await vi.waitFor(() => expect(errors).toHaveLength(broker.requests.length));
    answer = open;
    broker.client.wake();
    await vi.waitFor(() => expect(heard.at(-1)).toBe('connected'));
    const { length } = broker.requests;
    broker.client.wake();
    clock.advance(1000);
    expect(broker.requests).toHaveLength(length);
  });

  it('opens a stream again at wake that slept through its heartbeats', async () => {
    await until('connected');
    clock.suspend(60_000);
    broker.client.wake();
    await until('connected', 'lost unreachable', 'connected');
  });

  it('does not try again with a token that does not count', async () => {
    await until('connected');
    const { problem } = makeProblem('token-revoked', 'Signed out.', 401) as { problem: object };
    answer = answerJson(problem, 401, 'application/problem+json');
    streams[0]?.destroy();
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    await reconnect(500);
    await vi.waitFor(() =>
      expect(errors[1]).toMatchObject({ kind: 'problem', problem: { code: 'token-revoked' } }),
    );
    clock.advance(120_000);
    expect(broker.requests).toHaveLength(2);
    expect(clock.timers()).toBe(0);
  });

  it('ends with its undo: no timer, no socket, no word more', async () => {
    await until('connected');
    undo();
    await expect.poll(() => broker.sockets()).toBe(0);
    expect(clock.timers()).toBe(0);
    expect(heard).toEqual(['connected']);
  });
});

describe('a stream that is wrong', () => {
  it.each([
    ['an event of another shape', (): void => send('grant', { canary: 'canary-body' }, '7')],
    ['a snapshot of another shape', (): void => send('snapshot', { grants: 'canary-body' }, '7')],
    [
      'an event without JSON',
      (): void => void streams[0]?.write('event: grant\nid: 7\ndata: canary-body\n\n'),
    ],
    ['an event without end', (): void => void streams[0]?.write(`data: ${'x'.repeat(4_194_400)}`)],
  ])('is closed and asked for the whole: %s', async (_what, misbehave) => {
    await until('connected');
    send('snapshot', SNAPSHOT, '6');
    await until('connected', 'snapshot 1');
    misbehave();
    await until('connected', 'snapshot 1', 'lost wrong-answer');
    expect(JSON.stringify(errors)).not.toContain('canary');
    await reconnect(500);
    if (_what !== 'an event without end')
      expect(broker.requests[1]?.headers['last-event-id']).toBeUndefined();
  });

  it.each<[string, Answer]>([
    ['JSON', answerJson({ canary: 'canary-body' })],
    ['HTML', answerJson('<p>canary-body</p>', 200, 'text/html')],
    [
      'a redirect',
      (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
  ])('is not believed: %s instead of events', async (_what, wrong) => {
    await until('connected');
    answer = wrong;
    streams[0]?.destroy();
    await vi.waitFor(() => expect(errors).toHaveLength(1));
    await reconnect(500);
    await vi.waitFor(() => expect(errors[1]).toMatchObject({ kind: 'wrong-answer' }));
    expect(JSON.stringify(errors)).not.toContain('canary');
  });
});
