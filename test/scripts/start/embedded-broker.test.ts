import { describe, expect, it } from 'vitest';
import { readyUrl } from '../../../scripts/start/embedded-broker.ts';

describe('readyUrl', () => {
  it('reads the address from the ready line', () => {
    expect(readyUrl('{"ready":true,"url":"http://127.0.0.1:7420"}')).toBe('http://127.0.0.1:7420');
  });

  it.each([
    'starting',
    '{"level":30,"msg":"starting"}',
    '{"ready":false,"url":"http://127.0.0.1:7420"}',
    '{"ready":true}',
    '{"ready":true,"url":7420}',
    '{"ready":true,',
  ])('takes %s for something else', (line) => {
    expect(readyUrl(line)).toBeUndefined();
  });
});
