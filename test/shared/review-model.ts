// The rules of reviews, starts, ends and extensions once more, as a person would tell them, independent of the product's own code. Small on
// purpose: it keeps what was said and counts, and knows nothing of documents, effects or words.

export interface Stage {
  readonly group: string;
  readonly count: number;
}

interface Yes {
  readonly who: string;
  readonly group: string;
  readonly seconds: number | null;
}

export type Life = 'waits' | 'may start' | 'being made' | 'runs' | 'over';

interface Later {
  readonly seconds: number;
  readonly stages: readonly Stage[] | null;
  readonly until: number;
  readonly yes: Yes[];
  outcome: 'pending' | 'approved' | 'denied' | 'lapsed';
}

export interface Asked {
  readonly asker: string;
  readonly seconds: number;
  readonly stages: readonly Stage[];
  /** Until when people may decide. */
  readonly until: number;
  readonly startWithinMs: number;
}

/** The group whose turn it is; `null`: all have said yes often enough. */
function turnOf(stages: readonly Stage[], yes: readonly Yes[]): string | null {
  for (const { group, count } of stages) {
    const people = new Set(yes.filter((each) => each.group === group).map(({ who }) => who));
    if (people.size < count) return group;
  }
  return null;
}

function least(asked: number, yes: readonly Yes[]): number {
  return yes.reduce(
    (shortest, { seconds }) => (seconds === null ? shortest : Math.min(shortest, seconds)),
    asked,
  );
}

export class ReviewModel {
  life: Life = 'waits';
  why: string | null = null;
  granted: number | null = null;
  startBy = 0;
  startedAt = 0;
  endsAt = 0;
  latestEnd = 0;
  readonly yes: Yes[] = [];
  readonly later: Later[] = [];
  /** Logins by id: whether each is gone. */
  readonly gone = new Map<string, boolean>();
  readonly asked: Asked;

  constructor(asked: Asked) {
    this.asked = asked;
  }

  /** Whose turn it is to decide about the request. */
  turn(): string | null {
    return this.life === 'waits' ? turnOf(this.asked.stages, this.yes) : null;
  }

  waitingExtension(): Later | null {
    const last = this.later.at(-1);
    return this.life === 'runs' && last?.outcome === 'pending' ? last : null;
  }

  turnOfExtension(): string | null {
    const waits = this.waitingExtension();
    if (waits === null || waits.stages === null) return null;
    return turnOf(waits.stages, waits.yes);
  }

  private end(why: string): void {
    this.life = 'over';
    this.why = why;
    for (const each of this.later) if (each.outcome === 'pending') each.outcome = 'lapsed';
  }

  timePasses(now: number): void {
    if (this.life === 'waits' && now >= this.asked.until) this.end('lapsed');
    if (this.life === 'may start' && now >= this.startBy) this.end('lapsed');
    if (this.life === 'runs' && now >= this.endsAt) this.end('expired');
    const waits = this.waitingExtension();
    if (waits !== null && now >= waits.until) waits.outcome = 'lapsed';
  }

  review(now: number, who: string, yes: boolean, seconds: number | null): void {
    if (this.life !== 'waits') return;
    this.timePasses(now);
    const group = this.turn();
    if (group === null || who === this.asked.asker || this.yes.some((each) => each.who === who)) return;
    if (!yes) {
      this.end('denied');
      return;
    }
    this.yes.push({ who, group, seconds });
    if (this.turn() !== null) return;
    this.life = 'may start';
    this.startBy = now + this.asked.startWithinMs;
    this.granted = least(this.asked.seconds, this.yes);
  }

  withdraw(): void {
    if (this.life === 'waits' || this.life === 'may start') this.end('withdrawn');
  }

  policySaysNo(): void {
    if (this.life === 'waits' || this.life === 'may start') this.end('denied');
  }

  revoke(): void {
    if (this.life !== 'over') this.end('revoked');
  }

  beginStart(now: number): void {
    if (this.life !== 'may start') return;
    if (now >= this.startBy) this.end('lapsed');
    else this.life = 'being made';
  }

  made(now: number, endsAt: number, latestEnd: number, logins: readonly string[]): void {
    if (this.life !== 'being made' && this.life !== 'runs') return;
    this.gone.clear();
    for (const login of logins) this.gone.set(login, false);
    if (this.life === 'runs') return;
    this.life = 'runs';
    this.startedAt = now;
    this.endsAt = Math.min(endsAt, now + (this.granted ?? 0) * 1000);
    this.latestEnd = Math.max(this.endsAt, latestEnd);
  }

  failed(): void {
    if (this.life === 'being made' || this.life === 'runs') this.end('failed');
  }

  release(): void {
    if (this.life === 'being made' || this.life === 'runs') this.end('released');
  }

  loginGone(login: string): void {
    if ((this.life === 'runs' || this.life === 'over') && this.gone.has(login)) this.gone.set(login, true);
  }

  askLater(now: number, seconds: number, stages: readonly Stage[] | null, until: number): void {
    if (this.life !== 'runs' || now >= this.endsAt || this.waitingExtension() !== null) return;
    this.later.push({ seconds, stages, until, yes: [], outcome: 'pending' });
  }

  reviewLater(now: number, who: string, yes: boolean, seconds: number | null): void {
    const waits = this.waitingExtension();
    if (waits === null || now >= this.endsAt || now >= waits.until) return;
    if (who === this.asked.asker || waits.yes.some((each) => each.who === who)) return;
    if (!yes) waits.outcome = 'denied';
    else waits.yes.push({ who, group: this.turnOfExtension() ?? '', seconds });
  }

  refuseLater(now: number): void {
    const waits = this.waitingExtension();
    if (waits !== null && now < this.endsAt) waits.outcome = 'denied';
  }

  moveEnd(now: number, to: number): void {
    const waits = this.waitingExtension();
    const end = Math.min(to, this.latestEnd);
    if (waits === null || now >= this.endsAt || end <= this.endsAt) return;
    waits.outcome = 'approved';
    this.endsAt = end;
  }
}
