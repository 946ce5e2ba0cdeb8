import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../../../electron/custody/journal-line.ts';
import { isLive, replay, toLines } from '../../../electron/custody/replay.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { makeIntake } from './make-custody.ts';

const clock = createFakeClock();
const one = makeIntake(clock, { leaseId: 'A' });
const two = makeIntake(clock, { leaseId: 'B', grantId: 'G2' });
const at = clock.read().wallAt;

const life: readonly JournalLine[] = [
  { kind: 'will-hold', at, ...one },
  { kind: 'held', at: at + 1, leaseId: 'A' },
  { kind: 'will-hold', at: at + 2, ...two },
  { kind: 'refused', at: at + 3, leaseId: 'B' },
  { kind: 'extended', at: at + 4, grantId: 'G1', deadline: { ...one.deadline, expiresAt: at + 99 } },
  { kind: 'high-water', at: at + 60_000 },
  { kind: 'wiping', at: at + 5, leaseId: 'A', source: 'window' },
  { kind: 'wiped', at: at + 6, leaseId: 'A' },
];
const phases = (lines: readonly unknown[]): Record<string, string> =>
  Object.fromEntries([...replay(lines).entries].map(([id, { phase }]) => [id, phase]));

describe('replay', () => {
  it.each([
    [0, {}],
    [1, { A: 'will-hold' }],
    [2, { A: 'held' }],
    [3, { A: 'held', B: 'will-hold' }],
    [4, { A: 'held' }],
    [5, { A: 'held' }],
    [6, { A: 'held' }],
    [7, { A: 'wiping' }],
    [8, { A: 'wiped' }],
  ])('tells from the first %i lines where each lease is', (count, expected) => {
    expect(phases(life.slice(0, count))).toEqual(expected);
  });

  it('takes the end of a lease from the latest extension', () => {
    expect(replay(life.slice(0, 4)).entries.get('A')?.deadline.expiresAt).toBe(one.deadline.expiresAt);
    expect(replay(life.slice(0, 5)).entries.get('A')?.deadline.expiresAt).toBe(at + 99);
  });

  it('moves the end of all that is held of the grant by one line, and of nothing else', () => {
    const third = makeIntake(clock, { leaseId: 'C' });
    const deadline = { ...one.deadline, expiresAt: at + 99 };
    const lines: JournalLine[] = [
      ...life.slice(0, 2),
      { kind: 'will-hold', at, ...third },
      { kind: 'held', at, leaseId: 'C' },
      { kind: 'will-hold', at, ...two },
      { kind: 'held', at, leaseId: 'B' },
    ];
    const ends = [...replay([...lines, { kind: 'extended', at, grantId: 'G1', deadline }]).entries];
    expect(ends.map(([leaseId, entry]) => [leaseId, entry.deadline.expiresAt])).toEqual([
      ['A', at + 99],
      ['C', at + 99],
      ['B', two.deadline.expiresAt],
    ]);
    const wiping: JournalLine = { kind: 'wiping', at, leaseId: 'A', source: 'time' };
    const late = replay([...lines, wiping, { kind: 'extended', at, grantId: 'G1', deadline }]);
    expect(late.entries.get('A')).toMatchObject({ phase: 'wiping', deadline: one.deadline });
  });

  it('keeps the latest wall clock while something is in custody, and forgets it afterwards', () => {
    expect(replay(life.slice(0, 7)).highWaterAt).toBe(at + 60_000);
    expect(replay(life).highWaterAt).toBe(0);
  });

  it.each([
    ['a torn line', null],
    ['another shape', { kind: 'held' }],
    ['an unknown kind', { kind: 'kept-for-ever', at, leaseId: 'A' }],
    ['an extra field', { kind: 'held', at, leaseId: 'A', secret: 'x' }],
    ['a text', 'held'],
  ])('counts %s as damaged and goes on', (_name, line) => {
    const state = replay([...life.slice(0, 2), line, ...life.slice(6)]);
    expect(state.damaged).toBe(1);
    expect(state.entries.get('A')?.phase).toBe('wiped');
  });

  it.each<[string, JournalLine]>([
    ['held', { kind: 'held', at, leaseId: 'X' }],
    ['wiping', { kind: 'wiping', at, leaseId: 'X', source: 'time' }],
    ['wiped', { kind: 'wiped', at, leaseId: 'X' }],
    ['extended', { kind: 'extended', at, grantId: 'GX', deadline: one.deadline }],
  ])('makes no lease out of a lone "%s" line', (_name, line) => {
    expect(replay([line]).entries.size).toBe(0);
  });

  it('brings no lease back that has been wiped', () => {
    const again: JournalLine[] = [
      { kind: 'will-hold', at, ...one },
      { kind: 'held', at, leaseId: 'A' },
      { kind: 'extended', at, grantId: 'G1', deadline: one.deadline },
    ];
    expect(phases([...life, ...again])).toEqual({ A: 'wiped' });
  });

  it('never says wiped before a wiping line', () => {
    expect(phases([...life.slice(0, 2), { kind: 'wiped', at, leaseId: 'A' }])).toEqual({ A: 'held' });
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('says the same from its own shortest lines, after %i', (count) => {
    const state = replay(life.slice(0, count));
    const { entries, highWaterAt } = replay(toLines(state));
    expect(entries).toEqual(state.entries);
    expect(highWaterAt).toBe(state.highWaterAt);
  });

  it('keeps at most 200 proofs, and every lease in custody', () => {
    const lines = Array.from({ length: 300 }, (_, index): JournalLine[] => {
      const leaseId = `W${String(index)}`;
      return [
        { kind: 'will-hold', at, ...one, leaseId },
        { kind: 'wiping', at, leaseId, source: 'time' },
        { kind: 'wiped', at, leaseId },
      ];
    }).flat();
    const { entries } = replay(toLines(replay([{ kind: 'will-hold', at, ...two }, ...lines])));
    expect(entries.size).toBe(201);
    expect([...entries.values()].filter(isLive).map(({ leaseId }) => leaseId)).toEqual(['B']);
    expect(entries.has('W299')).toBe(true);
  });
});
