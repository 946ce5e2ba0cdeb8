/**
 * The ssh command that can be copied for a held certificate. Pure. It names the place where our agent answers and no key: nothing in it is secret.
 */
import type { SshConnection } from '../../shared/api-ssh.ts';

/** To the first host. `null`: the path holds a character that no quoting here makes harmless. Host, port and login are plain by the API's schema. */
export function toSshCommand(
  { hosts, username }: SshConnection,
  agentPath: string,
  platform: NodeJS.Platform,
): string | null {
  const [first] = hosts;
  // SECURITY: copy-no-shell-injection
  if (first === undefined || /[\p{Cc}\p{Cf}\u2028\u2029"]|\$\{/u.test(agentPath)) return null;
  const agent = toAgentOption(agentPath, platform);
  if (agent === null) return null;
  const { host, port } = first;
  return `ssh -o ${agent} -o IdentitiesOnly=no -p ${String(port)} ${username}@${host}`;
}

/** ssh_config(5): spaces need quotes of its own, a percent sign stands for itself when doubled. */
function toAgentOption(path: string, platform: NodeJS.Platform): string | null {
  if (/^[\w./\\:-]+$/u.test(path)) {
    // A POSIX shell takes a backslash for itself.
    return platform === 'win32' || !path.includes('\\') ? `IdentityAgent=${path}` : null;
  }
  if (platform === 'win32' || path.includes('\\')) return null;
  const option = `IdentityAgent="${path.replaceAll('%', '%%')}"`;
  return `'${option.replaceAll("'", String.raw`'\''`)}'`;
}
