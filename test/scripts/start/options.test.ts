import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../scripts/start/options.ts';

describe('readOptions', () => {
  it('starts the first person’s own app when nothing is said', () => {
    expect(readOptions([])).toEqual({ account: 'engineer' });
  });

  it('takes another account', () => {
    expect(readOptions(['--as', 'reviewer'])).toEqual({ account: 'reviewer' });
    expect(readOptions(['--as=reviewer'])).toEqual({ account: 'reviewer' });
  });

  it.each(['', '../root', 'a/b', 'Reviewer', 'x'.repeat(40)])('refuses the account name "%s"', (name) => {
    expect(() => readOptions([`--as=${name}`])).toThrow('is not the name of a local account');
  });

  it.each([['--nonsense'], ['reviewer'], ['--as']])('refuses %s with a sentence', (...args) => {
    expect(() => readOptions(args)).toThrow('`npm start` takes one option');
  });
});
