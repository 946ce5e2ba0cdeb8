// Attack: the window's page was taken over (a poisoned dependency, a bug in rendering) and runs somebody's script.
// Impact without the guards: it sends what it sees anywhere, opens pages, reaches Node, grabs the camera, calls what it likes in main.
// Mitigation: electron/hardening/ and electron/ipc/, here as the real built app applies them; each `it` is one way out.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.ts';
import { CALLS } from '../../shared/channels.ts';
import { createDesktop, type Desktop } from '../desktop/desktop.ts';
import { startApp, type AppProcess } from '../e2e/drive/app-process.ts';

describe('a page that was taken over', () => {
  let desktop: Desktop;
  let app: AppProcess;
  let page: Page;
  let server: Server;
  let outside: string;
  const reached: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      reached.push(request.url ?? '');
      response.setHeader('access-control-allow-origin', '*').end('reached');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A server that listens on a port has an address of this kind.
    outside = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    desktop = await createDesktop({ keyring: 'none' });
    await build();
    app = await startApp({ desktop, home: `${desktop.folder}/stint`, brokerUrl: 'http://127.0.0.1:9' });
    page = await app.open();
    await page.waitForFunction(() => document.readyState === 'complete');
  });
  afterAll(async () => {
    await desktop.stop();
    server.close();
  });

  /** Runs in the page with its content security policy lifted, as if that guard had failed: the next one must hold. */
  const withoutPolicy = async <T>(run: () => Promise<T>): Promise<T> => {
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setBypassCSP', { enabled: true });
    await page.reload();
    try {
      return await run();
    } finally {
      await session.send('Page.setBypassCSP', { enabled: false });
      await page.reload();
      await session.detach();
    }
  };
  const tryToReach = (address: string): Promise<readonly string[]> =>
    page.evaluate(async (to) => {
      const outcome = async (name: string, run: () => Promise<unknown>): Promise<string> => {
        try {
          await run();
          return `${name} reached`;
        } catch {
          return `${name} refused`;
        }
      };
      const load = (element: HTMLElement & { src: string }): Promise<unknown> =>
        new Promise((resolve, reject) => {
          element.onload = resolve;
          element.onerror = () => {
            reject(new Error('refused'));
          };
          element.src = `${to}/element`;
          document.body.append(element);
        });
      return Promise.all([
        outcome('fetch', () => fetch(`${to}/fetch`, { mode: 'no-cors' })),
        outcome(
          'socket',
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(`${to.replace('http', 'ws')}/socket`);
              socket.onopen = resolve;
              socket.onerror = () => {
                reject(new Error('refused'));
              };
            }),
        ),
        outcome('image', () => load(document.createElement('img'))),
        outcome('beacon', async () => {
          if (!navigator.sendBeacon(`${to}/beacon`)) throw new Error('refused');
        }),
      ]);
    }, address);

  it('has a page to take over: our own, at our own address', async () => {
    expect(page.url()).toBe('app://stint/index.html');
    expect(await page.evaluate(() => document.title)).toBe('Stint');
  });

  it('sends nothing anywhere, by its content security policy', async () => {
    expect(await tryToReach(outside)).toEqual(
      expect.arrayContaining(['fetch refused', 'socket refused', 'image refused']),
    );
    expect(reached).toEqual([]);
  });

  it('sends nothing anywhere even without that policy, because main cancels each request', async () => {
    const outcomes = await withoutPolicy(() => tryToReach(outside));
    expect(outcomes).toEqual(expect.arrayContaining(['fetch refused', 'socket refused', 'image refused']));
    expect(reached).toEqual([]);
  });

  it('runs no script that was not built in', async () => {
    const outcome = await page.evaluate(async () => {
      // What the debugger evaluates may use eval; what runs after it, as a script of the page would, may not.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const attempts: Record<string, () => unknown> = {
        eval: () => {
          // Typed as an ordinary constructor, which the compiler and the linter let pass.
          const Code = Function as unknown as new (code: string) => unknown;
          return new Code('return 1');
        },
        markup: () => {
          const spot = document.createElement('div');
          // eslint-disable-next-line no-restricted-syntax -- the attack
          spot.innerHTML = '<img src=x onerror="document.title=1">';
        },
        script: () => {
          document.createElement('script').text = 'document.title = 2';
        },
        policy: () => {
          const { trustedTypes } = window as unknown as {
            trustedTypes: { createPolicy: (name: string) => unknown };
          };
          return trustedTypes.createPolicy('mine');
        },
      };
      return Object.entries(attempts).map(([name, attempt]) => {
        try {
          attempt();
          return `${name} ran`;
        } catch {
          return `${name} refused`;
        }
      });
    });
    expect(outcome).toEqual(['eval refused', 'markup refused', 'script refused', 'policy refused']);
  });

  it('applies no style that was not built in', async () => {
    const colour = await page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = 'body { color: rgb(1, 2, 3) }';
      document.head.append(style);
      return getComputedStyle(document.body).color;
    });
    expect(colour).not.toBe('rgb(1, 2, 3)');
  });

  /** Two frames of the screen: what was set going has begun, or never will. */
  const settle = (): Promise<unknown> =>
    page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );

  it('goes nowhere else', async () => {
    await page.evaluate((to) => {
      location.href = `${to}/navigation`;
    }, outside);
    await page.evaluate(() => {
      location.href = 'app://stint/assets/other.html';
    });
    await page.evaluate((to) => {
      const form = document.createElement('form');
      form.action = `${to}/form`;
      document.body.append(form);
      form.submit();
    }, outside);
    await settle();
    expect(await page.evaluate(() => location.href)).toBe('app://stint/index.html');
    expect(reached).toEqual([]);
  });

  it('goes nowhere else without the policy either', async () => {
    await withoutPolicy(async () => {
      await page.evaluate((to) => {
        location.href = `${to}/navigation`;
      }, outside);
      await page.evaluate((to) => {
        const frame = document.createElement('iframe');
        frame.src = `${to}/frame`;
        document.body.append(frame);
      }, outside);
      await settle();
      expect(await page.evaluate(() => location.href)).toBe('app://stint/index.html');
    });
    expect(reached).toEqual([]);
  });

  it('opens no window', async () => {
    const opened = await page.evaluate((to) => [window.open(to), window.open('about:blank')], outside);
    expect(opened).toEqual([null, null]);
    expect(page.context().pages()).toHaveLength(1);
  });

  it('gets no permission', async () => {
    const states = await page.evaluate(async () => {
      const names = ['notifications', 'geolocation', 'camera', 'microphone', 'clipboard-read', 'midi'];
      const asked = names.map(async (name) => {
        // Not every name is in the DOM's list of types; Chromium knows them all.
        const { state } = await navigator.permissions.query({ name: name as PermissionName });
        return `${name} ${state}`;
      });
      const read = await navigator.clipboard.readText().then(
        () => 'clipboard read',
        () => 'clipboard refused',
      );
      return [...(await Promise.all(asked)), read, `notices ${await Notification.requestPermission()}`];
    });
    expect(states.filter((state) => /granted|prompt|clipboard read/u.test(state))).toEqual([]);
  });

  it('reaches no Node, no Electron and no more of main than the channels', async () => {
    const seen = await page.evaluate(() => {
      const world = window as unknown as Record<string, unknown>;
      const names = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'];
      return {
        names: names.filter((name) => name in world),
        bridge: Object.keys(world['stint'] as object).sort(),
        isFrozen: Object.isFrozen(world['stint']),
      };
    });
    expect(seen).toEqual({ names: [], bridge: ['call', 'onState'], isFrozen: true });
  });

  it('makes up no channel, and is answered nothing for a payload of another shape', async () => {
    const answers = await page.evaluate(async () => {
      const { stint } = window as unknown as {
        stint: { call: (call: string, payload: unknown) => Promise<unknown> };
      };
      return Promise.all([
        stint.call('credential:read', {}),
        stint.call('constructor', {}),
        stint.call('state:get', { extra: 1 }),
        stint.call('window:hide', null),
      ]);
    });
    const invalid = { ok: false, error: { kind: 'invalid' } };
    expect(answers).toEqual([invalid, invalid, invalid, invalid]);
    expect(CALLS).not.toContain('credential:read');
  });

  it('is not heard from a frame inside it', async () => {
    const outcome = await withoutPolicy(() =>
      page.evaluate(async () => {
        const frame = document.createElement('iframe');
        frame.src = 'app://stint/index.html';
        document.body.append(frame);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        try {
          const inner = frame.contentWindow as unknown as { stint?: unknown } | null;
          return inner?.stint === undefined ? 'no bridge' : 'a bridge';
        } catch {
          return 'no bridge';
        }
      }),
    );
    expect(outcome).toBe('no bridge');
  });

  it('downloads nothing', async () => {
    const downloads: unknown[] = [];
    page.on('download', (download) => downloads.push(download));
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'app://stint/index.html';
      link.download = 'page.html';
      document.body.append(link);
      link.click();
    });
    await settle();
    expect(downloads).toEqual([]);
    expect(page.url()).toBe('app://stint/index.html');
  });

  it('is told by headers what it may do, on every answer', async () => {
    const response = await page.reload();
    const headers = response?.headers() ?? {};
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  });

  it('still shows the page as built: its styles apply and it follows the state', async () => {
    await page.waitForFunction(() => document.querySelectorAll('h1, h2, button').length > 0);
    const padding = await page.evaluate(() => getComputedStyle(document.body).margin);
    expect(padding).toBe('0px');
  });
});
