/**
 * Follows the broker's server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): resumes by `Last-Event-ID`, opens again
 * with growing pauses, notices silence. It asks nothing while the stream is up, and never holds a token in an error.
 */
import type http from 'node:http';
import { createParser } from 'eventsource-parser';
import type { BrokerError, BrokerEvents } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { Undo } from '../ports/undo.ts';
import { readRefusal } from './broker-answer.ts';
import { dispatchEvent } from './dispatch-event.ts';
import { mediaTypeOf, open, toBrokerError, wrongAnswer } from './http-exchange.ts';

export interface EventStream {
  follow(events: BrokerEvents): Undo;
  /** Opens at once a stream that is down or has been silent over a heartbeat. */
  wake(): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** The broker sends a heartbeat every 15 s: two missed and a half. */
const SILENCE_MS = 40_000;
const STALE_MS = 20_000;
const CONNECT_WITHIN_MS = 10_000;
/** A stream that lasted this long was a good one: the next pause is the first again. */
const GOOD_MS = 10_000;
/** 200 grants, each with the longest words it may hold. */
const LARGEST_EVENT = 4 * 1024 * 1024;
const LARGEST_REFUSAL = 65_536;

export function createEventStream(deps: {
  readonly clock: Clock;
  readonly random: () => number;
  readonly url: URL;
  /** The header's value. */
  readonly authorization: string;
}): EventStream {
  const { clock, url } = deps;
  let wakeUp: () => void = () => undefined;

  function follow(events: BrokerEvents): Undo {
    let closed = false;
    let failures = 0;
    let lastEventId = '';
    let heardBootMs = 0;
    let request: http.ClientRequest | null = null;
    let undoTimer: Undo = () => undefined;

    function timer(ms: number, run: () => void): void {
      undoTimer();
      undoTimer = clock.after(ms, run);
    }

    function connect(): void {
      const headers: Record<string, string> = {
        authorization: deps.authorization,
        accept: 'text/event-stream',
        'cache-control': 'no-store',
      };
      if (lastEventId !== '') headers['last-event-id'] = lastEventId;
      const opened = open({ method: 'GET', url, headers });
      request = opened;
      const lost = (error: BrokerError): void => {
        if (request === opened) lose(error);
      };
      timer(CONNECT_WITHIN_MS, () => lost({ kind: 'unreachable', cause: 'timeout' }));
      opened.on('error', (error) => lost(toBrokerError(error, url)));
      opened.on('response', (response) => {
        if (request !== opened) return;
        response.setEncoding('utf8');
        response.on('error', (error) => lost(toBrokerError(error, url)));
        if (response.statusCode === 200 && mediaTypeOf(response) === 'text/event-stream')
          listen(response, lost);
        else refuse(response, lost);
      });
      opened.end();
    }

    function listen(response: http.IncomingMessage, lost: (error: BrokerError) => void): void {
      const mine = request;
      const openedBootMs = clock.read().bootMs;
      const parser = createParser({
        maxBufferSize: LARGEST_EVENT,
        onEvent(message) {
          if (request !== mine) return;
          if (dispatchEvent(message, events, clock.read())) lastEventId = message.id ?? lastEventId;
          else {
            // The same event would come again: ask for the whole instead.
            lastEventId = '';
            lost(wrongAnswer(url, 'has the wrong shape'));
          }
        },
        onError(error) {
          if (error.type === 'max-buffer-size-exceeded') lost(wrongAnswer(url, 'is too large'));
        },
      });
      const heard = (): void => {
        heardBootMs = clock.read().bootMs;
        if (heardBootMs - openedBootMs >= GOOD_MS) failures = 0;
        timer(SILENCE_MS, () => lost({ kind: 'unreachable', cause: 'silence' }));
      };
      heard();
      events.onConnected();
      response.on('data', (text: string) => {
        if (request !== mine) return;
        heard();
        parser.feed(text);
      });
      response.on('end', () => lost({ kind: 'unreachable', cause: 'closed' }));
    }

    function refuse(response: http.IncomingMessage, lost: (error: BrokerError) => void): void {
      let body = '';
      response.on('data', (text: string) => {
        body = (body + text).slice(0, LARGEST_REFUSAL);
      });
      response.on('end', () => {
        lost(readRefusal(response.statusCode ?? 0, mediaTypeOf(response), body, url));
      });
    }

    function lose(error: BrokerError): void {
      stop();
      events.onDisconnected(error);
      // A sign-in that does not count is not tried again.
      if (closed || (error.kind === 'problem' && error.problem.status === 401)) return;
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
      failures = Math.min(failures + 1, 16);
      timer(longest * (0.5 + deps.random() / 2), connect);
      again = connect;
    }

    function stop(): void {
      undoTimer();
      undoTimer = () => undefined;
      again = null;
      request?.destroy();
      request = null;
    }

    let again: (() => void) | null = null;
    wakeUp = () => {
      if (closed) return;
      if (again !== null) {
        const run = again;
        again = null;
        run();
      } else if (request !== null && heardBootMs > 0 && clock.read().bootMs - heardBootMs > STALE_MS) {
        stop();
        events.onDisconnected({ kind: 'unreachable', cause: 'silence' });
        connect();
      }
    };
    connect();
    return () => {
      closed = true;
      stop();
    };
  }

  return { follow, wake: () => wakeUp() };
}
