// Questions asked together: none is answered by what was read before it was asked, and each has its own answer.
import { expect, it, vi } from 'vitest';
import { createBatch } from '../../../broker/storage/batch.ts';

interface Query {
  readonly keys: readonly string[];
  answer(found: Record<string, number>): void;
  fail(error: Error): void;
}

function makeBatch(): { ask: (key: string) => Promise<number | undefined>; queries: Query[] } {
  const queries: Query[] = [];
  const ask = createBatch(
    (keys) =>
      new Promise<ReadonlyMap<string, number>>((resolve, reject) => {
        queries.push({ keys, answer: (found) => resolve(new Map(Object.entries(found))), fail: reject });
      }),
  );
  return { ask, queries };
}

it('asks once for all that come together, and once for the same', async () => {
  const { ask, queries } = makeBatch();
  const asked = Promise.all([ask('a'), ask('b'), ask('a'), ask('c')]);
  await vi.waitFor(() => expect(queries).toHaveLength(1));
  expect(queries[0]?.keys).toEqual(['a', 'b', 'c']);
  queries[0]?.answer({ a: 1, c: 3 });
  expect(await asked).toEqual([1, undefined, 1, 3]);
});

it('answers by a query that began after the question', async () => {
  const { ask, queries } = makeBatch();
  const before = ask('a');
  await vi.waitFor(() => expect(queries).toHaveLength(1));
  const after = ask('a');
  await vi.waitFor(() => expect(queries).toHaveLength(2));
  queries[0]?.answer({ a: 1 });
  queries[1]?.answer({ a: 2 });
  expect([await before, await after]).toEqual([1, 2]);
});

it('has two queries under way at most, and those who wait go together', async () => {
  const { ask, queries } = makeBatch();
  const asked = [ask('a')];
  await vi.waitFor(() => expect(queries).toHaveLength(1));
  asked.push(ask('b'));
  await vi.waitFor(() => expect(queries).toHaveLength(2));
  asked.push(ask('c'), ask('d'));
  await Promise.resolve();
  expect(queries).toHaveLength(2);
  queries[1]?.answer({ b: 2 });
  await vi.waitFor(() => expect(queries).toHaveLength(3));
  expect(queries[2]?.keys).toEqual(['c', 'd']);
  queries[0]?.answer({ a: 1 });
  queries[2]?.answer({ c: 3, d: 4 });
  expect(await Promise.all(asked)).toEqual([1, 2, 3, 4]);
});

it('asks for many in several queries', async () => {
  const { ask, queries } = makeBatch();
  const asked = Promise.all(Array.from({ length: 350 }, (_, index) => ask(String(index))));
  await vi.waitFor(() => expect(queries).toHaveLength(2));
  expect(queries.map(({ keys }) => keys.length)).toEqual([200, 150]);
  for (const query of queries) query.answer(Object.fromEntries(query.keys.map((key) => [key, Number(key)])));
  expect((await asked).every((value, index) => value === index)).toBe(true);
});

it('fails all that went with a query that failed, and nobody else', async () => {
  const { ask, queries } = makeBatch();
  const lost = Promise.allSettled([ask('a'), ask('b')]);
  await vi.waitFor(() => expect(queries).toHaveLength(1));
  const kept = ask('a');
  queries[0]?.fail(new Error('away'));
  expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await vi.waitFor(() => expect(queries).toHaveLength(2));
  queries[1]?.answer({ a: 1 });
  expect(await kept).toBe(1);
});
