/** The building blocks of SSH's binary formats (RFC 4251, section 5): written and read, with every length checked. Pure. */

/** A text or bytes with its length in front. */
export function toString4(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export function toUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function toUint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

export interface Reader {
  string4(): Buffer;
  uint32(): number;
}

/** Throws a RangeError where the bytes end too early. */
export function createReader(bytes: Buffer): Reader {
  let at = 0;
  const uint32 = (): number => {
    const value = bytes.readUInt32BE(at);
    at += 4;
    return value;
  };
  return {
    uint32,
    string4() {
      const length = uint32();
      if (length > bytes.length - at) throw new RangeError('The bytes end too early.');
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
}
