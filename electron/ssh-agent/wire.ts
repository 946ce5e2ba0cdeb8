/** SSH's binary strings (RFC 4251, section 5) as the agent and its certificates have them: read with every length checked, and written. Pure. */

export function toWire(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export interface WireReader {
  readonly text: () => string;
  readonly bytes: () => Buffer;
  readonly byte: () => number;
  readonly uint32: () => number;
  readonly uint64: () => bigint;
  readonly isAtEnd: () => boolean;
}

/** Throws a RangeError where the bytes end too early. Answers views, not copies. */
export function readWire(from: Buffer): WireReader {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length > from.length - at) throw new RangeError('The bytes end too early.');
    at += length;
    return from.subarray(at - length, at);
  };
  const uint32 = (): number => take(4).readUInt32BE();
  const bytes = (): Buffer => take(uint32());
  return {
    bytes,
    uint32,
    text: () => bytes().toString('utf8'),
    byte: () => take(1).readUInt8(),
    uint64: () => take(8).readBigUInt64BE(),
    isAtEnd: () => at === from.length,
  };
}
