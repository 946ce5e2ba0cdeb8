// Attack: policies are read while they are being written. What stands there by then permits, and what would forbid it is still to come.
// Impact: until the next look everybody has what the policies forbid. Mitigation: files are taken up once two looks in a row found the same.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followPolicies } from '../../../broker/adapters/policy-files.ts';
import { watchFiles } from '../../../broker/adapters/watch-files.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import type { PolicyStore } from '../../../broker/policy/policy-store.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import { SHIPPED } from '../test-broker.ts';

const PERMIT = '@id("permit") permit(principal, action, resource);\n';
const FORBID = '@id("forbid") forbid(principal, action, resource);\n';
const EVERY_MS = 2000;

let folder: string;
let clock: FakeClock;
let policies: PolicyStore;
let unfollow: () => void;

const write = (file: string, text: string): void =>
  writeFileSync(path.join(folder, file), text, { mode: 0o600 });
const inForce = (): string[] => [...policies.current().facts.keys()];

/** Two seconds later; `timers`: that the look is over. */
async function look(): Promise<void> {
  clock.advance(EVERY_MS);
  await vi.waitFor(() => expect(clock.timers()).toBe(1), { interval: 5 });
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stint-followed-'));
  write('people.cedar', FORBID);
  write('hours.cedar', '');
  const parsed = parseConfig(SHIPPED, 'stint.yaml');
  if (!parsed.ok) throw new Error('The shipped configuration is wrong.');
  const config = { ...parsed.value, policies: ['people.cedar', 'hours.cedar'] };
  const log = { info: ignore, warn: ignore, error: ignore };
  clock = createFakeClock();
  ({ policies, unfollow } = followPolicies(config, path.join(folder, 'stint.yaml'), { clock, log }));
  await look();
  await look();
});
afterEach(() => {
  unfollow();
  rmSync(folder, { recursive: true });
});

describe('policies that are followed', () => {
  it('are taken up once two looks in a row found the same', async () => {
    write('people.cedar', PERMIT);
    await look();
    expect(inForce()).toEqual(['forbid']);
    await look();
    expect(inForce()).toEqual(['permit']);
  });

  it('are not taken up while a file is being written', async () => {
    write('people.cedar', PERMIT);
    await look();
    write('people.cedar', PERMIT + FORBID);
    await look();
    expect(inForce()).toEqual(['forbid']);
    await look();
    expect(inForce()).toEqual(['permit', 'forbid']);
  });

  it('are not taken up while one file of a roll-out is there and the other is not', async () => {
    write('people.cedar', PERMIT);
    await look();
    write('hours.cedar', FORBID);
    await look();
    expect(inForce()).toEqual(['forbid']);
    await look();
    expect(inForce()).toEqual(['permit', 'forbid']);
  });

  it('are taken up at once where they are asked for', () => {
    write('people.cedar', PERMIT);
    expect(policies.reload()).toBe(true);
    expect(inForce()).toEqual(['permit']);
  });

  it('are looked at no more once they are left', () => {
    unfollow();
    expect(clock.timers()).toBe(0);
  });
});

describe('files that are watched', () => {
  it('are told of at their first rest, for they may have been read before the first look, and then for a change', async () => {
    unfollow();
    let rests = 0;
    unfollow = watchFiles([path.join(folder, 'people.cedar')], clock, () => (rests += 1));
    await look();
    expect(rests).toBe(0);
    await look();
    await look();
    expect(rests).toBe(1);
    rmSync(path.join(folder, 'people.cedar'));
    await look();
    await look();
    expect(rests).toBe(2);
  });
});

function ignore(): void {
  // What is in force says it.
}
