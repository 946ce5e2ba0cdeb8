// Attack: somebody starts the installed app with a Chromium or Node switch (a debugging port, any certificate, a proxy, a preload).
// Impact: another program reads the window or main's memory, or stands between desktop and broker.
// Mitigation: electron/hardening/command-line.ts (switches-refused). That a packaged app really ends: test/packaged/command-line.integration.test.ts.
import { describe, expect, it } from 'vitest';
import { forbiddenSwitches } from '../../electron/hardening/command-line.ts';

const user = { platform: 'linux', uid: 1000 } as const;

describe('a dangerous switch', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--remote-allow-origins=*',
    '--inspect',
    '--inspect-brk=0',
    '--ignore-certificate-errors',
    '--ignore-certificate-errors-spki-list=x',
    '--proxy-server=http://evil:8080',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--log-net-log=/tmp/log',
    '--user-data-dir=/tmp/evil',
    '--disable-web-security',
    '--no-sandbox',
    '--disable-gpu-sandbox',
    '--load-extension=/tmp/evil',
    '--js-flags=--expose-gc',
    '--require=/tmp/evil.js',
    '-r',
    '--renderer-cmd-prefix=gdb',
    '--gpu-launcher=xterm',
    '--utility-cmd-prefix=xterm',
    '--enable-logging',
    '--langX',
    '--LANG',
    '-',
    '--',
  ])('%s is refused, and its value is not repeated', (arg) => {
    expect(forbiddenSwitches({ args: ['file.txt', arg], ...user })).toEqual([arg.split('=')[0]]);
  });

  it('is refused in the Windows manner too, and only there', () => {
    const args = ['/remote-debugging-port=9222'];
    expect(forbiddenSwitches({ args, platform: 'win32', uid: undefined })).toEqual([
      '/remote-debugging-port',
    ]);
    expect(forbiddenSwitches({ args, ...user })).toEqual([]);
  });
});

describe('a harmless switch', () => {
  it.each([
    '--ozone-platform=wayland',
    '--ozone-platform-hint=auto',
    '--force-device-scale-factor=2',
    '--lang=de',
  ])('%s is let through', (arg) => {
    expect(forbiddenSwitches({ args: [arg], ...user })).toEqual([]);
  });

  it('--no-sandbox is let through for root alone, who has no sandbox to lose', () => {
    const args = ['--no-sandbox'];
    expect(forbiddenSwitches({ args, platform: 'linux', uid: 0 })).toEqual([]);
    expect(forbiddenSwitches({ args, platform: 'win32', uid: undefined })).toEqual(['--no-sandbox']);
  });

  it('the serial number Finder gives is let through on macOS alone', () => {
    const args = ['-psn_0_12345'];
    expect(forbiddenSwitches({ args, platform: 'darwin', uid: 501 })).toEqual([]);
    expect(forbiddenSwitches({ args, ...user })).toEqual(args);
  });
});
