/**
 * The agent's protocol (draft-ietf-sshm-ssh-agent), the two requests of it that we answer: which keys there are, and sign with one of them.
 * Everything else (adding, removing, locking, extensions) is `other` and is refused. Pure.
 */
import { readWire, toWire } from './wire.ts';

const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;

/** OpenSSH's own limit of a message. */
export const LARGEST_MESSAGE = 256 * 1024;

export type AgentRequest =
  | { readonly kind: 'identities' }
  | { readonly kind: 'sign'; readonly key: Buffer; readonly data: Buffer }
  | { readonly kind: 'other' };

export interface Identity {
  readonly key: Buffer;
  readonly comment: string;
}

export const FAILURE: Buffer = toWire(Buffer.from([5]));

export type Frame =
  | { readonly kind: 'whole'; readonly message: Buffer; readonly rest: Buffer }
  | { readonly kind: 'more' }
  | { readonly kind: 'too-large' };

/** The first whole message of what has arrived. */
export function takeMessage(arrived: Buffer): Frame {
  if (arrived.length < 4) return { kind: 'more' };
  const length = arrived.readUInt32BE();
  // SECURITY: agent-frames-bounded
  if (length === 0 || length > LARGEST_MESSAGE) return { kind: 'too-large' };
  if (arrived.length < 4 + length) return { kind: 'more' };
  return { kind: 'whole', message: arrived.subarray(4, 4 + length), rest: arrived.subarray(4 + length) };
}

export function readRequest(message: Buffer): AgentRequest {
  try {
    const wire = readWire(message);
    switch (wire.byte()) {
      case REQUEST_IDENTITIES:
        return wire.isAtEnd() ? { kind: 'identities' } : { kind: 'other' };
      case SIGN_REQUEST: {
        const [key, data] = [wire.bytes(), wire.bytes()];
        // The flags choose a hash for RSA; ed25519 has none to choose.
        wire.uint32();
        return wire.isAtEnd() ? { kind: 'sign', key, data } : { kind: 'other' };
      }
      default:
        return { kind: 'other' };
    }
  } catch {
    return { kind: 'other' };
  }
}

export function identitiesAnswer(identities: readonly Identity[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(identities.length);
  const each = identities.flatMap(({ key, comment }) => [toWire(key), toWire(comment)]);
  return toWire(Buffer.concat([Buffer.from([IDENTITIES_ANSWER]), count, ...each]));
}

/** `signature`: 64 bytes of ed25519. */
export function signatureAnswer(signature: Buffer): Buffer {
  const blob = Buffer.concat([toWire('ssh-ed25519'), toWire(signature)]);
  return toWire(Buffer.concat([Buffer.from([SIGN_RESPONSE]), toWire(blob)]));
}
