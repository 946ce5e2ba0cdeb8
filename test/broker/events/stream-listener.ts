// Listens to a broker's event stream over a real connection and keeps what it hears.
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { expect } from 'vitest';

export interface Heard {
  readonly events: {
    readonly id: string | undefined;
    readonly event: string | undefined;
    readonly data: string;
  }[];
  readonly comments: string[];
  readonly ended: () => boolean;
}

export interface StreamListener {
  listen(at: { readonly url: string; readonly token: string; readonly lastEventId?: string }): Promise<Heard>;
  /** Breaks every connection. */
  abort(): void;
}

export function createStreamListener(): StreamListener {
  const open: AbortController[] = [];
  return {
    async listen({ url, token, lastEventId }) {
      const controller = new AbortController();
      open.push(controller);
      const answer = await fetch(`${url}/v1/events`, {
        signal: controller.signal,
        headers: {
          authorization: `Bearer ${token}`,
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        },
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/u);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const heard: Heard['events'] = [];
      const comments: string[] = [];
      let ended = false;
      const stream = answer.body
        ?.pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream({ onComment: (comment) => void comments.push(comment) }));
      void (async () => {
        try {
          for await (const { id, event, data } of stream ?? []) heard.push({ id, event, data });
        } catch {
          // Aborted by the test.
        }
        ended = true;
      })();
      return { events: heard, comments, ended: () => ended };
    },
    abort() {
      for (const controller of open.splice(0)) controller.abort();
    },
  };
}

export const names = (heard: Heard): unknown[] => heard.events.map(({ event }) => event);
export const idOf = (heard: Heard): string => heard.events.at(-1)?.id ?? '';
