// The lengths at which a file is spoken of, and at which it fails.
import { expect, it } from 'vitest';
import { checkLengths, warnOfLengths } from '../../scripts/check/structure.ts';

const ofLines = (lines: number, path = 'broker/long.ts'): { path: string; text: string }[] => [
  { path, text: '// Line.\n'.repeat(lines) },
];

it('accepts a file of 250 lines without a word', () => {
  expect(checkLengths(ofLines(250))).toEqual([]);
  expect(warnOfLengths(ofLines(250))).toEqual([]);
});

it('warns of a file of 251 to 300 lines', () => {
  expect(warnOfLengths(ofLines(251))).toEqual([
    expect.stringContaining('broker/long.ts: 251 lines, split it'),
  ]);
  expect(warnOfLengths(ofLines(300))).toHaveLength(1);
  expect(checkLengths(ofLines(300))).toEqual([]);
});

it('fails a file of 301 lines', () => {
  expect(checkLengths(ofLines(301))).toEqual([expect.stringContaining('301 lines')]);
});

it('fails a test of 301 lines too', () => {
  expect(checkLengths(ofLines(301, 'test/broker/long.integration.test.ts'))).toEqual([
    expect.stringContaining('301 lines'),
  ]);
});

it('says nothing of a long page of text', () => {
  expect(checkLengths([{ path: 'docs/long.md', text: 'Line.\n'.repeat(900) }])).toEqual([]);
});
