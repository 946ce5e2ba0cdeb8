/** The configuration a broker may start with: right, with secrets that can be read, and local accounts on this machine alone. */
import { isLoopback } from '../loopback.ts';
import { StartError } from '../start-error.ts';
import { describeConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';
import type { Config } from './schema.ts';
import { findSecretErrors } from './secret-errors.ts';

/** Throws a {@link StartError} that names each wrong line. */
export function readConfig(file: string): Config {
  const result = loadConfig(file);
  if (!result.ok) throw new StartError(result.errors.map(describeConfigError).join('\n'));
  const config = result.value;
  const secrets = findSecretErrors(config, file);
  if (secrets.length > 0) throw new StartError(secrets.join('\n'));
  // SECURITY: broker-local-accounts-loopback
  if (!isLoopback(config.listen.host)) {
    throw new StartError(
      `${file}: listen.host is ${config.listen.host}, beyond this machine. Local accounts are for trying out and are off there, ` +
        'and this version has no other way to sign in: listen on 127.0.0.1.',
    );
  }
  return config;
}
