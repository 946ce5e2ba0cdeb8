// The keychain as another process sees it: what `secret-tool` stores is found, and a locked keyring gives nothing.
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desktop } from './desktop.ts';
import { createDesktop } from './desktop.ts';

describe('the keyring of the headless desktop', () => {
  let desktop: Desktop;

  /** Runs secret-tool with the given input; rejects when it fails. */
  const secretTool = (args: string[], input = ''): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = execFile('secret-tool', args, { env: desktop.env, timeout: 30_000 }, (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(new Error('secret-tool failed.', { cause: error }));
      });
      child.stdin?.end(input);
    });

  beforeAll(async () => {
    desktop = await createDesktop({ display: false, trayHost: false, notifications: false });
    await secretTool(['store', '--label=One', 'service', 'Stint', 'username', 'stint-1'], 'canary');
  });
  afterAll(() => desktop.stop());

  it('finds what another program stored, and nothing else', async () => {
    const { keyring } = desktop;
    expect((await keyring.items('Stint')).map(({ account }) => account)).toEqual(['stint-1']);
    expect(await keyring.items('Stint keys')).toEqual([]);
    expect((await keyring.lookup('Stint', 'stint-1'))?.toString()).toBe('canary');
    expect(await keyring.lookup('Stint', 'stint-2')).toBeUndefined();
  });

  it('lists but does not give a locked item, and wants the right password', async () => {
    const { keyring } = desktop;
    await keyring.lock();
    expect(await keyring.isLocked()).toBe(true);
    expect(await keyring.items('Stint')).toMatchObject([{ account: 'stint-1', locked: true }]);
    await expect(keyring.lookup('Stint', 'stint-1')).rejects.toThrow('locked');
    await expect(keyring.unlock('wrong')).rejects.toThrow();
    expect(await keyring.isLocked()).toBe(true);
    await keyring.unlock(keyring.password);
    expect(await keyring.isLocked()).toBe(false);
    expect((await keyring.lookup('Stint', 'stint-1'))?.toString()).toBe('canary');
  });

  it('goes away and comes back with its items', async () => {
    const { keyring } = desktop;
    await keyring.stop();
    await expect(secretTool(['lookup', 'service', 'Stint', 'username', 'stint-1'])).rejects.toThrow();
    await expect(keyring.items('Stint')).rejects.toThrow();
    await keyring.start();
    expect(await secretTool(['lookup', 'service', 'Stint', 'username', 'stint-1'])).toBe('canary');
  });

  it('is not there when the desktop was made without one', async () => {
    const bare = await createDesktop({
      display: false,
      trayHost: false,
      notifications: false,
      keyring: 'none',
    });
    try {
      expect(() => bare.keyring).toThrow('without a keyring');
      await expect(bare.screenshot()).rejects.toThrow('without a display');
    } finally {
      await bare.stop();
    }
  });
});
