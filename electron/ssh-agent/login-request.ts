/**
 * What an SSH client has signed to come in (RFC 4252, section 7, and OpenSSH's host-bound form): whether it is a login with this certificate as
 * this user, and nothing else. Pure.
 */
import { readWire } from './wire.ts';

const USERAUTH_REQUEST = 50;
const METHODS = ['publickey', 'publickey-hostbound-v00@openssh.com'];

export function isLoginAs(data: Buffer, username: string, certificate: Buffer): boolean {
  try {
    const wire = readWire(data);
    const session = wire.bytes();
    if (session.length < 16 || wire.byte() !== USERAUTH_REQUEST) return false;
    if (wire.text() !== username || wire.text() !== 'ssh-connection') return false;
    const method = wire.text();
    if (!METHODS.includes(method) || wire.byte() !== 1) return false;
    wire.text();
    if (!wire.bytes().equals(certificate)) return false;
    // The host's key, which the host-bound form adds.
    if (method !== 'publickey') wire.bytes();
    return wire.isAtEnd();
  } catch {
    return false;
  }
}
