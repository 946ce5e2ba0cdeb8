/**
 * Reads an answer of the broker: its status, its media type, and its body by the schemas of shared/api.ts. What does not fit is `wrong-answer`, whose
 * sentence names the address and never the body.
 */
import type { z } from 'zod';
import { problem } from '../../shared/api.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { BrokerError, BrokerResult } from '../ports/broker-client.ts';
import { wrongAnswer, type Exchanged } from './http-exchange.ts';

export function readAnswer<T>(exchanged: Exchanged, schema: z.ZodType<T>, url: URL): BrokerResult<T> {
  if (!exchanged.ok) return exchanged;
  const { status, mediaType, body } = exchanged;
  if (status < 200 || status > 299) return { ok: false, error: readRefusal(status, mediaType, body, url) };
  if (mediaType !== 'application/json') return { ok: false, error: wrongAnswer(url, 'is not JSON') };
  const parsed = schema.safeParse(parseJson(body));
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, error: wrongAnswer(url, 'has the wrong shape') };
}

export function readRefusal(status: number, mediaType: string, body: string, url: URL): BrokerError {
  // SECURITY: no-redirects
  if (status >= 300 && status < 400)
    return wrongAnswer(url, 'points to another address, which is not followed');
  if (mediaType === 'application/problem+json') {
    const parsed = problem.safeParse(parseJson(body));
    if (!parsed.success) return wrongAnswer(url, 'has the wrong shape');
    return { kind: 'problem', problem: { ...parsed.data, detail: cleanText(parsed.data.detail, 400) } };
  }
  // What a proxy says when the broker behind it is down.
  if (status === 502 || status === 503 || status === 504)
    return { kind: 'unreachable', cause: `HTTP ${String(status)}` };
  return wrongAnswer(url, 'is not what a broker answers');
}

/** `undefined` where it is no JSON; no schema of ours accepts that. */
export function parseJson(text: string): unknown {
  try {
    // `JSON.parse` answers `any`; the schema decides what it is.
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
