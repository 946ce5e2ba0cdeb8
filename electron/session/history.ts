/**
 * The receipts of ended grants, and which grants are held, kept in a file so that both outlive a crash. In this computer's time. Never a secret.
 */
import { z } from 'zod';
import { grant as grantCodec } from '../../shared/api-grant.ts';
import { id, instant, source } from '../../shared/api-words.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Receipt } from '../../shared/receipt.ts';
import type { Lines } from '../ports/lines.ts';
import { createSaver, readLines } from './saver.ts';
import type { Store } from './state.ts';

const MOST_RECEIPTS = 500;

const custody = z.discriminatedUnion('custody', [
  z.object({ custody: z.literal('held'), since: instant }),
  z.object({ custody: z.literal('wiping') }),
  z.object({ custody: z.literal('wipe-pending'), since: instant, sentence: z.string() }),
  z.object({ custody: z.literal('wiped'), wipedAt: instant, readBack: z.literal('absent') }),
]);
const receipt = z.object({
  grant: grantCodec,
  wipes: z.array(z.object({ leaseId: id, targetName: z.string(), custody })).readonly(),
  endedBy: source.nullable(),
  endedHereAt: instant.nullable(),
});
receipt satisfies z.ZodType<Receipt>;

const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('receipt'), receipt }),
  z.object({ kind: z.literal('held'), grant: grantCodec }),
]);

/** A line that cannot be written (a date beyond what can be) must not cost all the others. */
function encode(one: z.output<typeof line>): readonly unknown[] {
  const encoded = z.safeEncode(line, one);
  return encoded.success ? [encoded.data] : [];
}

export interface History {
  /** Answers the grants that were held when the app last ran, in this computer's time. */
  load(): Promise<readonly Grant[]>;
  /** Adds receipts; each replaces the one of the same grant. */
  record(receipts: readonly Receipt[]): void;
  find(grantId: string): Receipt | undefined;
  /** Which grants are held here, for after a crash. */
  hold(grant: Grant): void;
  settled(): Promise<void>;
}

export function createHistory(store: Store, file: Lines, onFailure: () => void): History {
  const held = new Map<string, Grant>();
  const saver = createSaver(
    file,
    () => [
      ...[...held.values()].flatMap((grant) => encode({ kind: 'held', grant })),
      ...store.get().receipts.flatMap((one) => encode({ kind: 'receipt', receipt: one })),
    ],
    onFailure,
  );
  return {
    async load() {
      const lines = await readLines(file, onFailure);
      const receipts: Receipt[] = [];
      for (const text of lines) {
        const parsed = line.safeParse(text);
        if (!parsed.success) continue;
        if (parsed.data.kind === 'held') held.set(parsed.data.grant.id, parsed.data.grant);
        else receipts.push(parsed.data.receipt);
      }
      store.change({ receipts: latestFirst(receipts) });
      return [...held.values()];
    },
    record(receipts) {
      const next = new Map(receipts.map((one) => [one.grant.id, one]));
      for (const grantId of next.keys()) held.delete(grantId);
      const others = store.get().receipts.filter(({ grant }) => !next.has(grant.id));
      store.change({ receipts: latestFirst([...next.values(), ...others]) });
      saver.save();
    },
    find: (grantId) => store.get().receipts.find(({ grant }) => grant.id === grantId),
    hold(grant) {
      held.set(grant.id, grant);
      saver.save();
    },
    settled: () => saver.settled(),
  };
}

function latestFirst(receipts: readonly Receipt[]): readonly Receipt[] {
  return [...receipts].sort((a, b) => endOf(b) - endOf(a)).slice(0, MOST_RECEIPTS);
}

/** When it was over here, or else at the broker. */
function endOf({ grant, endedHereAt }: Receipt): number {
  return endedHereAt ?? (grant.status === 'ended' ? grant.endedAt : grant.requestedAt);
}
