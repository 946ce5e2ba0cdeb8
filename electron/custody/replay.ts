/**
 * What the journal's lines add up to. Pure: the same lines always give the same state, and every prefix of them a state that can be recovered
 * from. It never asks the keychain or a clock.
 */
import type { Connection } from '../../shared/api.ts';
import type { Source } from '../../shared/custody.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Intake } from '../ports/custodian.ts';
import { toJournalLine, type JournalLine } from './journal-line.ts';

export type Phase =
  | { readonly phase: 'will-hold' }
  | { readonly phase: 'held'; readonly heldAt: Instant }
  | { readonly phase: 'wiping'; readonly wipingAt: Instant; readonly source: Source }
  | { readonly phase: 'wiped'; readonly wipedAt: Instant; readonly source: Source };

export type Entry = Intake & Phase;

export interface JournalState {
  /** By lease id, in the order they came. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The latest wall clock reading while something was in custody; 0 when nothing is. */
  readonly highWaterAt: Instant;
  /** Lines that could not be understood. */
  readonly damaged: number;
}

export const emptyState: JournalState = { entries: new Map(), highWaterAt: 0, damaged: 0 };

/** Proofs of wipes that are kept for receipts. */
const WIPED_KEPT = 200;

export function replay(lines: readonly unknown[]): JournalState {
  return lines.reduce<JournalState>((state, value) => {
    const line = toJournalLine(value);
    return line === null ? { ...state, damaged: state.damaged + 1 } : follow(state, line);
  }, emptyState);
}

/** The state after one more line. A line about a lease that is not known, or not where the line says, changes nothing. */
export function follow(state: JournalState, line: JournalLine): JournalState {
  if (line.kind === 'high-water') return withHighWater(state, state.entries, line.at);
  if (line.kind === 'extended') return withHighWater(state, extended(state.entries, line), line.at);
  const entries = new Map(state.entries);
  const known = entries.get(line.leaseId);
  switch (line.kind) {
    case 'will-hold': {
      const { kind: _kind, at: _at, ...intake } = line;
      if (known === undefined) entries.set(line.leaseId, { ...intake, phase: 'will-hold' });
      break;
    }
    case 'held':
      if (known?.phase === 'will-hold')
        entries.set(line.leaseId, { ...toIntake(known), ...heldSince(line.at) });
      break;
    case 'refused':
      if (known?.phase === 'will-hold') entries.delete(line.leaseId);
      break;
    case 'wiping':
      if (known?.phase === 'will-hold' || known?.phase === 'held') {
        const { source, at } = line;
        entries.set(line.leaseId, { ...toIntake(known), phase: 'wiping', wipingAt: at, source });
      }
      break;
    case 'wiped':
      if (known?.phase === 'wiping') {
        const { source } = known;
        entries.set(line.leaseId, { ...toIntake(known), phase: 'wiped', wipedAt: line.at, source });
      }
      break;
  }
  return withHighWater(state, entries, line.at);
}

/** What is being wiped is never held again, whatever was granted meanwhile. */
function extended(
  entries: ReadonlyMap<string, Entry>,
  { grantId, deadline, certificates = {} }: Extract<JournalLine, { kind: 'extended' }>,
): ReadonlyMap<string, Entry> {
  const moved = [...entries].map(([leaseId, entry]): [string, Entry] =>
    entry.grantId === grantId && entry.phase === 'held'
      ? [leaseId, { ...entry, deadline, connection: renewed(entry.connection, certificates[leaseId]) }]
      : [leaseId, entry],
  );
  return new Map(moved);
}

function renewed(connection: Connection, certificate: string | undefined): Connection {
  return connection.kind === 'ssh' && certificate !== undefined ? { ...connection, certificate } : connection;
}

/** The shortest journal that says the same. */
export function toLines(state: JournalState): readonly JournalLine[] {
  const entries = [...state.entries.values()];
  const wiped = entries.filter(({ phase }) => phase === 'wiped').slice(-WIPED_KEPT);
  const lines = [...wiped, ...entries.filter(isLive)].flatMap((entry): JournalLine[] => {
    const { leaseId } = entry;
    // The time of the first line is nowhere in the state; an early one changes nothing.
    const first: JournalLine = { kind: 'will-hold', at: 0, ...toIntake(entry) };
    switch (entry.phase) {
      case 'will-hold':
        return [first];
      case 'held':
        return [first, { kind: 'held', at: entry.heldAt, leaseId }];
      case 'wiping':
        return [first, { kind: 'wiping', at: entry.wipingAt, leaseId, source: entry.source }];
      case 'wiped':
        return [
          first,
          { kind: 'wiping', at: entry.wipedAt, leaseId, source: entry.source },
          { kind: 'wiped', at: entry.wipedAt, leaseId },
        ];
    }
  });
  return state.highWaterAt === 0 ? lines : [...lines, { kind: 'high-water', at: state.highWaterAt }];
}

/** In custody: the keychain holds it or may hold it. */
export function isLive(entry: Entry): boolean {
  return entry.phase !== 'wiped';
}

function withHighWater(state: JournalState, entries: ReadonlyMap<string, Entry>, at: Instant): JournalState {
  const nothing = ![...entries.values()].some(isLive);
  // With nothing in custody there is nothing to protect, and a clock once set wrong must not end what comes later.
  return { ...state, entries, highWaterAt: nothing ? 0 : Math.max(state.highWaterAt, at) };
}

function heldSince(heldAt: Instant): Extract<Phase, { phase: 'held' }> {
  return { phase: 'held', heldAt };
}

/** The part of an entry that was fixed when it was taken. */
export function toIntake({ grantId, leaseId, targetName, connection, deadline }: Intake): Intake {
  return { grantId, leaseId, targetName, connection, deadline };
}
