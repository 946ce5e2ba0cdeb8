import { describe, expect, it } from 'vitest';
import { followLoginItem } from '../../../electron/session/login-item.ts';
import { createRestOrders } from '../../../electron/session/rest-orders.ts';
import type { Core } from '../../../electron/ports/core.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings.ts';
import { makeSnapshot } from '../make-snapshot.ts';

function makeCore(first: Partial<Settings> = {}) {
  let settings: Settings = { ...DEFAULT_SETTINGS, ...first };
  let tell = (): void => undefined;
  const performed: string[] = [];
  const core: Pick<Core, 'snapshot' | 'perform' | 'onChange'> = {
    snapshot: () => ({ ...makeSnapshot(), history: [], settings }),
    perform: (act, _payload, source) => {
      performed.push(`${act} by ${source}`);
      return Promise.resolve({ ok: false, error: { kind: 'cancelled' } });
    },
    onChange: (listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  const change = (next: Partial<Settings>): void => {
    settings = { ...settings, ...next };
    tell();
  };
  return { core, performed, change };
}

describe('a computer at rest', () => {
  it('ends everything when the screen is locked, where that is set, and says by what', () => {
    const { core, performed } = makeCore({ endOnLock: true });
    const order = createRestOrders(core);
    order('sleep');
    expect(performed).toEqual([]);
    order('lock');
    expect(performed).toEqual(['grant:release-all by lock']);
  });

  it('ends everything on sleep, where that is set, by what is set then', () => {
    const { core, performed, change } = makeCore();
    const order = createRestOrders(core);
    order('sleep');
    order('lock');
    expect(performed).toEqual([]);
    change({ endOnSleep: true });
    order('sleep');
    expect(performed).toEqual(['grant:release-all by sleep']);
  });
});

describe('starting at login', () => {
  it('is set when the setting changes, and left alone while it does not', () => {
    const { core, change } = makeCore();
    const set: boolean[] = [];
    followLoginItem(core, { set: (on) => set.push(on) });
    change({ theme: 'dark' });
    expect(set).toEqual([]);
    change({ startAtLogin: true });
    change({ theme: 'light' });
    change({ startAtLogin: false });
    expect(set).toEqual([true, false]);
  });
});
