// The pure parts of the Access tab: what is said as time passes, when it turns amber, where keys lead.
import { describe, expect, it } from 'vitest';
import { becameDue } from '../../../renderer/access/aloud.ts';
import { endsSoon } from '../../../renderer/access/ending.ts';
import { moveOf, moveTo } from '../../../renderer/access/list-keys.ts';
import { offerWords } from '../../../renderer/access/offer-words.ts';
import { rowHeight } from '../../../renderer/access/row-height.ts';
import { warningChoices } from '../../../renderer/settings/warning-choices.ts';
import { buildIndex } from '../../../renderer/search/profile-index.ts';
import { toRows } from '../../../renderer/search/rows.ts';
import { makeActive, makeOffer, makeOpen, makePending, MINUTE_MS } from '../harness/make-snapshot.ts';

const now = Date.UTC(2026, 10, 24, 14, 0);

describe('becameDue', () => {
  const live = [makeActive(now, { leftMs: 5 * MINUTE_MS })];

  it('says five minutes once, as they begin', () => {
    expect(becameDue(live, [5, 1], now - 1000, now)).toEqual(['Read the billing database: 5 min left']);
    expect(becameDue(live, [5, 1], now, now + 1000)).toEqual([]);
  });

  it('says the least that is left when the window slept through two warnings', () => {
    expect(becameDue(live, [5, 1], now - 1000, now + 4.5 * MINUTE_MS)).toEqual([
      'Read the billing database: 1 min left',
    ]);
  });

  it('says the end, and no warning with it', () => {
    expect(becameDue(live, [5, 1], now - 1000, now + 6 * MINUTE_MS)).toEqual([
      'Read the billing database has ended',
    ]);
  });

  it('keeps quiet of what waits, of what another computer holds, and of warnings longer than the grant', () => {
    const elsewhere = makeActive(now, { leftMs: 5 * MINUTE_MS }, { heldHere: false });
    const short = makeActive(now, { leftMs: 5 * MINUTE_MS, lengthMs: 5 * MINUTE_MS });
    expect(becameDue([elsewhere, short, makePending(now)], [5, 1], now - 1000, now)).toEqual([]);
  });
});

describe('endsSoon', () => {
  it('means the last five minutes, of a short grant its last quarter', () => {
    expect(endsSoon(5 * MINUTE_MS, 30 * MINUTE_MS)).toBe(true);
    expect(endsSoon(5 * MINUTE_MS + 1, 30 * MINUTE_MS)).toBe(false);
    expect(endsSoon(16_000, 60_000)).toBe(false);
    expect(endsSoon(15_000, 60_000)).toBe(true);
  });
});

describe('keys in the list', () => {
  const offers = ['a', 'b', 'c'].map((id) => makeOffer({ id: `p-${id}`, name: id }));
  const rows = toRows(buildIndex(offers), '', { favourites: ['p-b'], recents: [] });
  // heading, b, heading, a, c
  it('steps over headings, and stops at both ends', () => {
    expect(moveTo(rows, -1, 'next', 6)).toBe(1);
    expect(moveTo(rows, 1, 'next', 6)).toBe(3);
    expect(moveTo(rows, 3, 'previous', 6)).toBe(1);
    expect(moveTo(rows, 1, 'previous', 6)).toBe(1);
    expect(moveTo(rows, 4, 'next', 6)).toBe(4);
    expect(moveTo(rows, -1, 'previous', 6)).toBe(4);
    expect(moveTo(rows, 1, 'page-down', 6)).toBe(4);
    expect(moveTo(rows, 4, 'page-up', 6)).toBe(1);
    expect(moveTo(rows, 4, 'first', 6)).toBe(1);
    expect(moveTo(rows, 1, 'last', 6)).toBe(4);
  });

  it('leads nowhere in an empty list', () => {
    expect(moveTo([], -1, 'next', 6)).toBeNull();
  });

  it('leaves Home and End to the text while one types', () => {
    expect(moveOf('Home', true)).toBeNull();
    expect(moveOf('Home', false)).toBe('first');
    expect(moveOf('x', false)).toBeNull();
  });
});

describe('offerWords', () => {
  it('says at once, who is asked, or why not', () => {
    expect(offerWords(makeOffer())).toMatchObject({ tag: 'At once', limit: 'up to 4 h' });
    const asks = makeOpen({ review: { count: 2, group: 'dba' } });
    expect(offerWords(makeOffer({ offer: asks })).tag).toBe('2 of dba');
    expect(offerWords(makeOffer({ offer: { kind: 'refused', sentence: 'Only by day.' } }))).toMatchObject({
      tag: 'Not now',
      where: 'Only by day.',
    });
  });
});

describe('rowHeight', () => {
  it('follows the width for a profile it has seen before', () => {
    const long = { name: 'x'.repeat(80) };
    expect([386, 1200, 386].map((width) => rowHeight(long, width))).toEqual([72, 54, 72]);
  });
  it('gives a name of 80 letters two lines, a short one one', () => {
    expect(rowHeight({ name: 'x'.repeat(80) }, 386)).toBeGreaterThan(
      rowHeight({ name: 'Drain the outbox' }, 386),
    );
    expect(rowHeight({ name: 'x'.repeat(80) }, 1200)).toBe(rowHeight({ name: 'Drain the outbox' }, 386));
  });
});

describe('warningChoices', () => {
  it('shows what is set beside the usual ones, and stops at five', () => {
    expect(warningChoices([7, 1]).map(({ minutes }) => minutes)).toEqual([15, 10, 7, 5, 2, 1]);
    const full = warningChoices([15, 10, 7, 2, 1]);
    expect(full.filter(({ mayChange }) => !mayChange).map(({ minutes }) => minutes)).toEqual([5]);
  });
});
