import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readMachineId } from '../../../electron/adapters/machine-id.ts';

describe('the name of this computer', () => {
  it.runIf(process.platform === 'linux')('is the machine id, and the same each time', () => {
    const id = readMachineId('linux');
    expect([readFileSync('/etc/machine-id', 'utf8').trim(), hostname()]).toContain(id);
    expect(readMachineId('linux')).toBe(id);
  });

  it.runIf(process.platform === 'linux')('is the host name where the system’s tools are not there', () => {
    expect(readMachineId('darwin')).toBe(hostname());
    expect(readMachineId('win32')).toBe(hostname());
  });
});
