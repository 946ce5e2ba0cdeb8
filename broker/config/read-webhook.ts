/** Makes a webhook out of what stint.yaml says, its address and its key read from where they are. Both go into the webhook and nowhere else. */
import type { Webhook } from '../webhooks/webhook.ts';
import type { WebhookConfig } from './schema.ts';
import { readSecret } from './secret-reference.ts';
import { toAddress } from './webhook-schema.ts';
import { secret } from './words.ts';

export type WebhookResult =
  | { readonly ok: true; readonly value: Webhook }
  /** `key`: of the two that is wrong. */
  | { readonly ok: false; readonly key: 'url' | 'secret'; readonly sentence: string };

const SHORTEST_KEY = 16;

/** `beside`: the configuration file. */
export function readWebhook(config: WebhookConfig, beside: string): WebhookResult {
  const { id, url, on } = config;
  const read = secret.safeParse(url).success ? readSecret(url, beside) : ({ ok: true, value: url } as const);
  if (!read.ok) return { ...read, key: 'url' };
  const address = toAddress(read.value);
  if (address === undefined) {
    const sentence =
      'What stands there is no https address (http only for this machine, no name or password in it).';
    return { ok: false, key: 'url', sentence };
  }
  const webhook = { id, on: new Set(on), address: () => address };
  if (config.format === 'slack') return { ok: true, value: { ...webhook, key: null } };
  const key = readSecret(config.secret, beside);
  if (!key.ok) return { ...key, key: 'secret' };
  if (key.value.length < SHORTEST_KEY) {
    return {
      ok: false,
      key: 'secret',
      sentence: `It is too short to sign with: use at least ${SHORTEST_KEY} characters.`,
    };
  }
  return { ok: true, value: { ...webhook, key: () => key.value } };
}
