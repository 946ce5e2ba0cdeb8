/** What tells this computer from others that share a home folder. Read once, at start; it never leaves this computer. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export function readMachineId(platform: NodeJS.Platform): string {
  try {
    if (platform === 'darwin') {
      const told = ask('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']);
      return /"IOPlatformUUID" = "([^"]+)"/u.exec(told)?.[1] ?? hostname();
    }
    if (platform === 'win32') {
      const system = process.env['SystemRoot'] ?? 'C:\\Windows';
      const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography';
      const told = ask(`${system}\\System32\\reg.exe`, ['query', key, '/v', 'MachineGuid']);
      return /MachineGuid\s+REG_SZ\s+(\S+)/u.exec(told)?.[1] ?? hostname();
    }
    return firstOf(['/etc/machine-id', '/var/lib/dbus/machine-id']) ?? hostname();
  } catch {
    return hostname();
  }
}

function ask(command: string, words: readonly string[]): string {
  return execFileSync(command, words, { encoding: 'utf8', timeout: 2000, windowsHide: true });
}

function firstOf(files: readonly string[]): string | null {
  for (const file of files) {
    try {
      const id = readFileSync(file, 'utf8').trim();
      if (id !== '') return id;
    } catch {
      // The next one may be there.
    }
  }
  return null;
}
