/** Tries every secret reference of a configuration, so that all that are missing or open to others are told at once. Keeps no secret. */
import { readCaKey } from '../issuers/ssh/certificate-key.ts';
import { readWebhook } from './read-webhook.ts';
import { readSecret } from './secret-reference.ts';
import type { Config } from './schema.ts';

export function findSecretErrors(config: Config, file: string): readonly string[] {
  const references = [
    ...(config.storage.kind === 'postgresql'
      ? [
          ['storage.owner', config.storage.owner],
          ['storage.run', config.storage.run],
        ]
      : []),
    ...config.targets.flatMap((target, index) =>
      target.kind === 'postgresql' ? [[`targets[${index}].password`, target.password]] : [],
    ),
  ];
  const wrong = references.flatMap(([path = '', reference = '']) => {
    const secret = readSecret(reference, file);
    return secret.ok ? [] : [`${file} ${path}: ${secret.sentence}`];
  });
  const caKeys = config.targets.flatMap((target, index) =>
    target.kind === 'ssh' ? [{ path: `targets[${index}].caKey`, reference: target.caKey }] : [],
  );
  const wrongKeys = caKeys.flatMap(({ path, reference }) => {
    const secret = readSecret(reference, file);
    const key = secret.ok ? readCaKey(secret.value) : secret;
    return key.ok ? [] : [`${file} ${path}: ${key.sentence}`];
  });
  const wrongWebhooks = config.webhooks.flatMap((each, index) => {
    const webhook = readWebhook(each, file);
    return webhook.ok ? [] : [`${file} webhooks[${index}].${webhook.key}: ${webhook.sentence}`];
  });
  return [...wrong, ...wrongKeys, ...wrongWebhooks];
}
