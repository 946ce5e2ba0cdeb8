// Extending from the tray menu.
import { describe, expect, it } from 'vitest';
import type { WholeSnapshot } from '../../../shared/snapshot.ts';
import { makeExtension } from '../../fakes/make-grant.ts';
import { makeActive, makeId, makeOffer, NOW } from '../make-snapshot.ts';
import { menu, orderOf } from './menu-lines.ts';

const MINUTE_MS = 60_000;

describe('an active grant in the tray menu', () => {
  it('extends with one click where policy wants nothing typed, and only as far as it may last', () => {
    const at = (roomMs: number, change: Partial<Parameters<typeof makeOffer>[2]> = {}, more: object = {}) => {
      const live = makeActive('Read', 20 * MINUTE_MS, { ...more });
      const grant = { ...live.grant, latestEndAt: NOW + 20 * MINUTE_MS + roomMs };
      // What the window and the tray are given is an active grant here.
      const active = { ...live, grant: grant as typeof live.grant };
      const offers = [makeOffer('read', 'Read', change)];
      return { live: [active], profiles: { revision: 1, loading: false, offers } };
    };
    const extendLine = (change: Partial<WholeSnapshot>): string | undefined =>
      menu(change).find((line) => /xten/u.test(line));
    expect(extendLine(at(60 * MINUTE_MS))).toBe('  Extend by 15 min');
    expect(orderOf(at(60 * MINUTE_MS), 'Extend by 15 min')).toEqual({
      order: 'grant:extend',
      grantId: makeId(100),
      durationSeconds: 900,
    });
    expect(extendLine(at(7.5 * MINUTE_MS))).toBe('  Extend by 7 min');
    expect(extendLine(at(5000))).toBeUndefined();
    const review = { count: 1, group: 'dba' };
    expect(extendLine(at(60 * MINUTE_MS, { review }))).toBe('  Extend by 15 min · asks for review');
    expect(extendLine(at(60 * MINUTE_MS, { review, reasonRequired: true }))).toBe(
      '  Extend… · asks for review',
    );
    expect(orderOf(at(60 * MINUTE_MS, { reasonRequired: true }), 'Extend…')).toEqual({
      order: 'show',
      place: { place: 'access' },
    });
    expect(extendLine(at(60 * MINUTE_MS, {}, { busy: 'extending' }))).toBe('  (Extending…)');
    const offline = { connection: { connection: 'offline', since: NOW } as const };
    expect(extendLine({ ...at(60 * MINUTE_MS), ...offline })).toBe('  (Extend by 15 min)');
  });

  it('says that an extension waits, and offers no second one', () => {
    const live = makeActive('Read', 20 * MINUTE_MS);
    const needs = { count: 1, group: 'dba' };
    const extensions = [makeExtension(NOW, 900, { needs })];
    const grant = { ...live.grant, latestEndAt: NOW + 60 * MINUTE_MS, extensions } as typeof live.grant;
    expect(menu({ live: [{ ...live, grant }] }).filter((line) => /xten/u.test(line))).toEqual([
      '  [Extension waits for review]',
    ]);
  });
});
