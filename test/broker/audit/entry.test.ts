import { describe, expect, it } from 'vitest';
import { canonicalJson, chainHash, GENESIS, toEntry } from '../../../broker/audit/entry.ts';

describe('an audit entry', () => {
  it('is the same bytes whatever the order its facts were given in', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it('has another hash when a single letter differs, or what came before it', () => {
    const fact = { at: 0, actor: { kind: 'broker' as const }, action: 'done', subject: 's', details: {} };
    const entry = toEntry(1, fact);
    expect(JSON.parse(entry)).toMatchObject({ seq: 1, at: '1970-01-01T00:00:00.000Z', action: 'done' });
    const hash = chainHash(GENESIS, entry);
    expect(chainHash(GENESIS, toEntry(1, { ...fact, subject: 't' }))).not.toEqual(hash);
    expect(chainHash(hash, entry)).not.toEqual(hash);
  });
});
