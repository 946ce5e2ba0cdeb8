import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng } from './png.ts';

describe('encodePng', () => {
  it('writes the size, the colour type and every pixel', () => {
    const pixels = Buffer.from([255, 0, 0, 255, 0, 255, 0, 128]);
    const png = encodePng(1, 2, pixels);
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(png.subarray(16, 26)).toEqual(Buffer.from([0, 0, 0, 1, 0, 0, 0, 2, 8, 6]));
    const start = png.indexOf('IDAT');
    const data = png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4));
    expect([...inflateSync(data)]).toEqual([0, 255, 0, 0, 255, 0, 0, 255, 0, 128]);
  });
});
