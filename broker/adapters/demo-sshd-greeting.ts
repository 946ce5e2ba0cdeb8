/**
 * What the demo's sshd runs for whoever comes in, in place of a shell: it says under which principal and until when, and hangs up. It says what
 * sshd itself has taken (SSH_USER_AUTH, which needs ExposeAuthInfo) and looks at nothing the person sends.
 */
import { join } from 'node:path';
import { StartError } from '../start-error.ts';
import { writeFileWhole } from '../write-file-whole.ts';

const SCRIPT = `# What the demo answers whoever comes in. It takes no orders.
exec </dev/null
PATH=/usr/bin:/bin
TZ=UTC
export PATH TZ
said=$(sed -n 's/^publickey //p' "$SSH_USER_AUTH" | ssh-keygen -L -f -)
principal=$(printf '%s\\n' "$said" | sed -n '/^ *Principals:/{n;s/^ *//;p;}')
until=$(printf '%s\\n' "$said" | sed -n 's/^ *Valid: from .* to //p')
printf 'You are in, as %s, until %s UTC.\\n' "$principal" "$until"
printf 'This is a demo, which opens no shell. It hangs up now.\\n'
`;

/** Answers the command for sshd, which any shell takes the same way. Throws a StartError for a folder whose name no quotes can hold. */
export function writeGreeting(folder: string): string {
  const file = join(folder, 'greeting');
  if (/['\\\n]/u.test(file))
    throw new StartError(`Its folder cannot have a quote or a backslash in its path: ${folder}`);
  writeFileWhole(file, SCRIPT, 0o644);
  return `exec /bin/sh '${file}'`;
}
