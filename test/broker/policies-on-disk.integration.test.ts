// Policies of a broker that runs: what is written to their file is taken up, or told as wrong; and what their authors order on the command line.
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { removeHome } from '../desktop/homes.mjs';
import { ready, run, type Running } from './broker-process.ts';
import { SHIPPED } from './test-broker.ts';

// The demo targets are not needed here, and take their time to start.
const YAML = `policies: [mine.cedar]\n${SHIPPED.slice(0, SHIPPED.indexOf('targets:\n'))}targets: []\nprofiles: []\n`;
const GOOD = '@id("nothing") forbid(principal, action, resource);';
const BAD = `${GOOD}\n@id("half") permit(principal, action ==`;

let home: string;
let config: string;
const file = (): string => join(home, 'mine.cedar');
const write = (text: string): void => writeFileSync(file(), text, { mode: 0o600 });

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'stint-policies-'));
  config = join(home, 'stint.yaml');
  writeFileSync(config, YAML, { mode: 0o600 });
});
afterAll(() => removeHome(home));

/** A broker by that file, told to stop afterwards; `readyz` asks it. */
async function whileRunning(
  test: (broker: Running, readyz: () => Promise<string>, url: string) => Promise<void>,
): Promise<void> {
  write(GOOD);
  const broker = run(home, ['--config', config]);
  try {
    const url = await ready(broker);
    await test(broker, async () => (await fetch(`${url}/readyz`)).text(), url);
  } finally {
    broker.child.kill('SIGTERM');
    expect(await broker.ended).toBe(0);
  }
}

describe('policies on disk', () => {
  it('are followed while the broker runs; what is wrong changes nothing', async () => {
    await whileRunning(async (broker, readyz) => {
      expect(await readyz()).toContain('"ready"');

      write(BAD);
      await vi.waitFor(async () => expect(await readyz()).toContain('"degraded"'), { timeout: 20_000 });
      expect(broker.err()).toMatch(/mine\.cedar:2:\d+ Unexpected end of input/u);

      write(GOOD.replace('nothing', 'something'));
      await vi.waitFor(async () => expect(await readyz()).toContain('"ready"'), { timeout: 20_000 });
      expect(broker.err()).toContain('Other policies are in force');
    });
  });

  it('are taken up on SIGHUP, also where they never come to rest', async () => {
    await whileRunning(async (broker) => {
      write(GOOD.replace('nothing', 'something'));
      broker.child.kill('SIGHUP');
      let seconds = 0;
      await vi.waitFor(
        () => {
          // Touched between any two looks: by itself the broker does not take it up.
          utimesSync(file(), (seconds += 1), seconds);
          expect(broker.err()).toContain('Other policies are in force');
        },
        { timeout: 20_000, interval: 50 },
      );
      expect(broker.child.exitCode).toBeNull();
    });
  });

  it('that are nested too deep for the engine are told like any other slip, and change nothing', async () => {
    await whileRunning(async (broker, readyz, url) => {
      const deep = 30_000;
      const nested = `${'('.repeat(deep)}true${')'.repeat(deep)}`;
      write(`${GOOD}\n@id("deep") permit(principal, action, resource) when { ${nested} };`);
      await vi.waitFor(async () => expect(await readyz()).toContain('"degraded"'), { timeout: 20_000 });
      expect(broker.err()).toMatch(/mine\.cedar:2:\d+ Brackets are nested/u);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('stint_policy_engine_broken 0');
      write(GOOD);
      await vi.waitFor(async () => expect(await readyz()).toContain('"ready"'), { timeout: 20_000 });
    });
  });

  it('that are wrong let no broker start, and --check names the line', async () => {
    write(BAD);
    for (const args of [
      ['--config', config],
      ['--check', config],
    ]) {
      const broker = run(home, args);
      expect(await broker.ended).toBe(1);
      expect(broker.err()).toMatch(/mine\.cedar:2:\d+ Unexpected end of input/u);
    }
  });
});

describe('the command line', () => {
  const examples = join(import.meta.dirname, '../../broker/policy/examples');
  const order = (...args: string[]): Running =>
    run(home, ['--config', join(examples, 'stint.yaml'), ...args]);

  it('tries a table of cases, and fails where one is not as expected', async () => {
    const good = order('--test', join(examples, 'cases.yaml'));
    expect(await good.ended).toBe(0);
    expect(good.out()).toMatch(/\d+ of \d+ as expected\.\n$/u);
    const cases = join(home, 'cases.yaml');
    writeFileSync(
      cases,
      "cases: [{ name: n, as: robin, profile: billing-read, at: '2026-11-24T10:00:00Z', expect: allowed }]",
    );
    const wrong = order('--test', cases);
    expect(await wrong.ended).toBe(1);
    expect(wrong.out()).toContain('WRONG n: expected allowed, got refused');
  });

  it('explains a decision', async () => {
    const explained = order('--explain', '--as', 'erin', '--profile', 'billing-fix', '--duration', '30m');
    expect(await explained.ended).toBe(0);
    expect(explained.out()).toContain('Decision: needs 1 of dba');
  });
});
