// The search over profiles: what is met, in which order, and what is forgiven.
import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../../renderer/search/profile-index.ts';
import { search } from '../../../renderer/search/search.ts';
import { makeOffer } from '../harness/make-snapshot.ts';
import { makeManyOffers } from '../harness/many-profiles.ts';

const index = buildIndex(
  [
    { id: 'billing-read', name: 'Read the billing database', summary: 'Every table', target: 'billing' },
    { id: 'billing-fix', name: 'Fix a customer record', summary: 'Write to customers', target: 'billing' },
    { id: 'orders-read', name: 'Look at production orders', summary: 'Read orders', target: 'orders' },
    { id: 'database-move', name: 'Move a database', summary: 'Owner rights', target: 'fleet' },
    { id: 'cafe', name: 'Réserver le café', summary: '', target: 'paris' },
  ].map(makeOffer),
);
const nothing = { favourites: [], recents: [] };
const found = (query: string, use = nothing as Parameters<typeof search>[2]): readonly string[] =>
  search(index, query, use).map(({ profile }) => profile.id);

describe('search', () => {
  it('answers all profiles by name while nothing is typed', () => {
    expect(found('  ')).toEqual(['billing-fix', 'orders-read', 'database-move', 'billing-read', 'cafe']);
  });

  it('finds the beginning of any word of a name', () => {
    expect(found('prod')).toEqual(['orders-read']);
  });

  it('puts a match in the name before one beside it', () => {
    expect(found('read')).toEqual(['billing-read', 'orders-read']);
  });

  it('puts a profile whose first word is meant before one that holds it later', () => {
    expect(found('billing')[0]).toBe('billing-read');
    expect(found('move')[0]).toBe('database-move');
  });

  it('wants every word that is typed', () => {
    expect(found('billing customer')).toEqual(['billing-fix']);
    expect(found('billing unicorn')).toEqual([]);
  });

  it('prefers words in the order of the name', () => {
    const orders = buildIndex([
      makeOffer({ id: 'one', name: 'Database of the billing', summary: '', target: 'x' }),
      makeOffer({ id: 'two', name: 'The billing database', summary: '', target: 'x' }),
    ]);
    expect(search(orders, 'billing data', nothing).map(({ profile }) => profile.id)).toEqual(['two', 'one']);
  });

  it.each([
    ['a letter missing', 'biling'],
    ['a letter too many', 'billling'],
    ['another letter', 'bolling'],
    ['two letters swapped', 'biliing'],
    ['a slip in a word half typed', 'databs'],
    ['two slips in a long word', 'prodction orders'],
  ])('forgives %s', (_slip, query) => {
    expect(found(query).length).toBeGreaterThan(0);
  });

  it('forgives nothing in words of three letters, where everything would match', () => {
    expect(found('fxi')).toEqual([]);
  });

  it('does not care for case and accents', () => {
    expect(found('RESERVER CAFE')).toEqual(['cafe']);
  });

  it('puts what is used before what is not, among matches as good', () => {
    const twins = buildIndex(['a', 'b', 'c'].map((id) => makeOffer({ id: `p-${id}`, name: `Export ${id}` })));
    const order = (use: Parameters<typeof search>[2]): string =>
      search(twins, 'export', use)
        .map(({ profile }) => profile.id.slice(2))
        .join('');
    expect(order(nothing)).toBe('abc');
    expect(order({ favourites: ['p-c'], recents: ['p-b'] })).toBe('cba');
  });

  it('does not let use outdo a much better match', () => {
    expect(found('orders', { favourites: ['billing-read'], recents: ['billing-read'] })[0]).toBe(
      'orders-read',
    );
  });

  it('takes letters that mean something elsewhere as letters', () => {
    expect(found('(.*')).toEqual(found(''));
    expect(found('%')).toEqual(found(''));
  });

  it('answers among 10,000 profiles within a frame, at the median', () => {
    const many = buildIndex(makeManyOffers(10_000));
    const queries = [
      'b',
      'bi',
      'bil',
      'bill',
      'biling',
      'billing frank',
      'rotate kyes tokyo',
      '9999',
      'zzzzzz',
    ];
    const took = Array.from({ length: 5 }, () => queries)
      .flat()
      .map((query) => {
        const before = performance.now();
        search(many, query, { favourites: ['profile-1'], recents: ['profile-2'] });
        return performance.now() - before;
      })
      .sort((a, b) => a - b);
    expect(took[Math.floor(took.length / 2)]).toBeLessThan(16);
    expect(search(many, 'biling frankfurt', nothing).length).toBeGreaterThan(100);
    expect(search(many, 'rotate kyes tokyo', nothing)[0]?.profile.name).toContain('Rotate keys of');
  });
});
