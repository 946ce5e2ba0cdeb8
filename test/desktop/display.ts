// A display that nobody sees: Xvfb on a free number, open only to those who have its cookie.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Lifeline } from './lifeline.ts';

export interface Display {
  readonly env: { readonly DISPLAY: string; readonly XAUTHORITY: string };
  /** A PNG of everything on the display. */
  readonly screenshot: () => Promise<Buffer>;
}

/** An X authority file with one cookie that counts for every host and display number. */
function authority(cookie: Buffer): Buffer {
  const family = Buffer.from([0xff, 0xff]);
  const fields = ['', '', 'MIT-MAGIC-COOKIE-1', cookie].map((field) => {
    const bytes = Buffer.from(field);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  return Buffer.concat([family, ...fields]);
}

export async function startDisplay(lifeline: Lifeline, folder: string): Promise<Display> {
  const XAUTHORITY = path.join(folder, 'Xauthority');
  writeFileSync(XAUTHORITY, authority(randomBytes(16)), { mode: 0o600 });
  const args = '-displayfd 3 -screen 0 1280x1024x24 -nolisten tcp -noreset'.split(' ');
  const server = lifeline.spawn('Xvfb', [...args, '-auth', XAUTHORITY], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    let text = '';
    // Xvfb writes the number it took, and a newline, once it accepts clients.
    server.stdio[3]?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith('\n')) resolve(text.trim());
    });
    server.once('error', reject);
    server.once('exit', () => {
      reject(new Error('Xvfb ended before it had a display.'));
    });
  });

  const env = { DISPLAY: `:${number}`, XAUTHORITY };
  return {
    env,
    screenshot: async () => {
      const { stdout } = await promisify(execFile)('import', ['-window', 'root', 'png:-'], {
        env: { ...process.env, ...env },
        encoding: 'buffer',
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout;
    },
  };
}
