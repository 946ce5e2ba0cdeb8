import { describe, expect, it } from 'vitest';
import { buildIndex } from '../../../renderer/search/profile-index.ts';
import { toRows } from '../../../renderer/search/rows.ts';
import { makeOffer } from '../harness/make-snapshot.ts';

const index = buildIndex(['a', 'b', 'c', 'd'].map((id) => makeOffer({ id: `p-${id}`, name: `Task ${id}` })));
const keys = (query: string, favourites: readonly string[], recents: readonly string[]): readonly string[] =>
  toRows(index, query, { favourites, recents }).map(({ key }) => key);

describe('toRows', () => {
  it('shows favourites, then recent ones, then the rest, each profile once', () => {
    expect(keys('', ['p-c'], ['p-c', 'p-b'])).toEqual([
      'heading favourites',
      'p-c',
      'heading recent',
      'p-b',
      'heading all',
      'p-a',
      'p-d',
    ]);
  });

  it('needs no heading where there is one group only', () => {
    expect(keys('', [], [])).toEqual(['p-a', 'p-b', 'p-c', 'p-d']);
  });

  it('leaves out favourites that are no longer offered', () => {
    expect(keys('', ['gone'], [])).toEqual(['p-a', 'p-b', 'p-c', 'p-d']);
  });

  it('shows at most five recent ones apart', () => {
    const many = buildIndex(Array.from({ length: 9 }, (_, at) => makeOffer({ id: `p-${String(at)}` })));
    const recents = many.offers.map(({ profile }) => profile.id);
    const rows = toRows(many, '', { favourites: [], recents });
    expect(rows.filter((row) => row.row === 'option' && row.group === 'recent')).toHaveLength(5);
  });

  it('numbers the options without the headings', () => {
    const positions = toRows(index, '', { favourites: ['p-d'], recents: [] }).flatMap((row) =>
      row.row === 'option' ? [row.position] : [],
    );
    expect(positions).toEqual([0, 1, 2, 3]);
  });

  it('shows matches without groups', () => {
    expect(keys('task', ['p-b'], [])).toEqual(['p-b', 'p-a', 'p-c', 'p-d']);
  });
});
