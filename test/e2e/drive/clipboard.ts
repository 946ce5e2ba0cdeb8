// The clipboard as another program sees it.
import { spawn } from 'node:child_process';
import { waitFor } from '../../desktop/wait.ts';

/** What is on the clipboard now; empty when nothing is. */
async function readClipboard(env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn('xclip', ['-selection', 'clipboard', '-out'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return text;
}

/** Waits until the clipboard holds a text that differs from `before`. */
export function waitForClipboard(env: NodeJS.ProcessEnv, before: string): Promise<string> {
  return waitFor('something new on the clipboard', async () => {
    const text = await readClipboard(env);
    return text !== '' && text !== before ? text : undefined;
  });
}
