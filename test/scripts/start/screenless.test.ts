import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingParts } from '../../../scripts/start/screenless.ts';

describe('missingParts', () => {
  const display = { DISPLAY: ':0' };
  const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/bus' };

  it('misses nothing on a desktop, and never anything elsewhere than on Linux', () => {
    expect(missingParts('linux', { ...display, ...bus })).toEqual({ display: false, bus: false });
    expect(missingParts('linux', { WAYLAND_DISPLAY: 'wayland-0', ...bus })).toEqual({
      display: false,
      bus: false,
    });
    expect(missingParts('darwin', {})).toEqual({ display: false, bus: false });
  });

  it('misses both without a display, even where some bus is there', () => {
    expect(missingParts('linux', {})).toEqual({ display: true, bus: true });
    expect(missingParts('linux', { DISPLAY: '', ...bus })).toEqual({ display: true, bus: true });
  });

  it('finds a bus at its usual place', () => {
    const runtime = mkdtempSync(path.join(tmpdir(), 'stint-runtime-'));
    try {
      const env = { ...display, XDG_RUNTIME_DIR: runtime };
      expect(missingParts('linux', env)).toEqual({ display: false, bus: true });
      writeFileSync(path.join(runtime, 'bus'), '');
      expect(missingParts('linux', env)).toEqual({ display: false, bus: false });
    } finally {
      rmSync(runtime, { recursive: true });
    }
  });
});
