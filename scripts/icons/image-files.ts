// The three file formats of application icons, written byte by byte: PNG, and ICO and ICNS that hold PNGs.
// It never reads one.
// Formats: https://www.w3.org/TR/png-3/, https://learn.microsoft.com/windows/win32/menurc/resources-reference,
// https://en.wikipedia.org/wiki/Apple_Icon_Image_format
import { crc32, deflateSync } from 'node:zlib';

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

/** A PNG of RGBA pixels, eight bits each. */
export function toPng(size: number, pixels: Buffer): Buffer {
  const header = Buffer.concat([uint32(size), uint32(size), Buffer.from([8, 6, 0, 0, 0])]);
  const row = size * 4;
  const lines = Array.from({ length: size }, (_, index) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(index * row, (index + 1) * row)]),
  );
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export interface Picture {
  readonly size: number;
  readonly png: Buffer;
}

/** Windows: a folder of pictures up to 256 pixels, of which 256 is written as 0. */
export function toIco(pictures: readonly Picture[]): Buffer {
  const head = Buffer.alloc(6 + pictures.length * 16);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, png }, index) => {
    const at = 6 + index * 16;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** macOS: the four-letter name of each size that may hold a PNG. */
const icnsNames = new Map([
  [128, 'ic07'],
  [256, 'ic08'],
  [512, 'ic09'],
  [1024, 'ic10'],
]);

export function toIcns(pictures: readonly Picture[]): Buffer {
  const entries = pictures.flatMap(({ size, png }) => {
    const name = icnsNames.get(size);
    return name === undefined ? [] : [Buffer.from(name, 'latin1'), uint32(png.length + 8), png];
  });
  const body = Buffer.concat(entries);
  return Buffer.concat([Buffer.from('icns', 'latin1'), uint32(body.length + 8), body]);
}
