import { describe, expect, it } from 'vitest';
import { isStorageAway } from '../../../broker/storage/storage-away.ts';

const withCode = (code: string, more: object = {}): Error =>
  Object.assign(new Error('no'), { code, ...more });

describe('an error of the storage', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '53300', '08006', '25006'])(
    'with the code %s says that it is away',
    (code) => expect(isStorageAway(withCode(code))).toBe(true),
  );

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
  ])('of the driver says so in words: %s', (words) => expect(isStorageAway(new Error(words))).toBe(true));

  it.each(['23505', '42501', '40001', 'ERR_INVALID_ARG_TYPE', ''])(
    'with the code %j is about something else',
    (code) => expect(isStorageAway(withCode(code))).toBe(false),
  );

  it('takes a missing socket for a server that is away, and a missing file for a bug', () => {
    expect(isStorageAway(withCode('ENOENT', { syscall: 'connect' }))).toBe(true);
    expect(isStorageAway(withCode('ENOENT', { syscall: 'open' }))).toBe(false);
  });

  it('is an error', () => expect(isStorageAway('ECONNREFUSED')).toBe(false));
});
