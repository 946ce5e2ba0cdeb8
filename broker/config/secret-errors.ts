/** Tries every secret reference of a configuration, so that all that are missing or open to others are told at once. Keeps no secret. */
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
  return references.flatMap(([path = '', reference = '']) => {
    const secret = readSecret(reference, file);
    return secret.ok ? [] : [`${file} ${path}: ${secret.sentence}`];
  });
}
