/** What stint.yaml says of webhooks, and what an address must be like, whether it stands there or in a secret. Repeats no address. */
import { z } from 'zod';
import { isLoopback } from '../loopback.ts';
import { ANNOUNCEMENT_KINDS } from '../webhooks/announcement.ts';
import { phrase, secret, slug } from './words.ts';

const ADDRESS =
  'Write an https address (http only for this machine, no name or password in it), or where it is: file:/path or env:NAME.';

/** Addresses hold secrets themselves (Slack’s do), so they may stand in a secret. */
const address = phrase(2000).refine(
  (text) => secret.safeParse(text).success || toAddress(text) !== undefined,
  ADDRESS,
);
const on = z.array(z.enum(ANNOUNCEMENT_KINDS)).min(1, 'Name at least one thing to tell.');

export const webhook = z.discriminatedUnion('format', [
  z.strictObject({ id: slug, url: address, format: z.literal('generic'), secret, on }),
  z.strictObject({ id: slug, url: address, format: z.literal('slack'), on }),
]);

/** `undefined`: nobody sends there. */
// SECURITY: webhook-https
export function toAddress(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  if (url.protocol === 'https:') return url;
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  return url.protocol === 'http:' && isLoopback(host) ? url : undefined;
}
