import { afterEach, describe, expect, it } from 'vitest';
import { initials } from '../../../renderer/words/people.ts';
import { number } from '../../../renderer/words/numbers.ts';
import { outcome, proofs, receiptEnding, receiptTimes } from '../../../renderer/words/receipt-words.ts';
import { ago, dayName, nearTime, span } from '../../../renderer/words/times.ts';
import { ceilingWords, notWords } from '../../../renderer/words/request-words.ts';
import { speaker, words } from '../../../renderer/words/words.ts';
import { makeReceipt } from '../harness/make-grants.ts';
import { HOUR_MS, makeId, makeLease, MINUTE_MS } from '../harness/make-snapshot.ts';

// A plain afternoon in the zone of the machine that runs the test.
const now = new Date(2026, 10, 24, 14, 30, 0).getTime();

/** Every word of the window that has nothing to fill in. */
function everyText(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(everyText) : [];
}

afterEach(() => speaker.speak('en'));

describe('the words', () => {
  const texts = everyText(words);

  it('shout nowhere', () => {
    expect(texts.length).toBeGreaterThan(120);
    expect(texts.filter((text) => text.includes('!'))).toEqual([]);
  });

  it('hold the accessible names others rely on', () => {
    expect(words.tabs).toEqual({
      access: 'Access',
      approvals: 'Approvals',
      history: 'History',
      settings: 'Settings',
    });
    expect([words.profiles.search, words.profiles.list]).toEqual(['Search profiles', 'Access profiles']);
    expect([words.active.region, words.active.release]).toEqual(['Active access', 'Release']);
    expect([words.waiting.region, words.waiting.start, words.waiting.withdraw]).toEqual([
      'Waiting',
      'Start',
      'Withdraw',
    ]);
    expect(words.request.form({ profile: 'X' })).toBe('Request X');
    expect([
      words.request.duration,
      words.request.reason,
      words.request.ticket,
      words.request.submit,
    ]).toEqual(['Duration', 'Reason', 'Ticket', 'Request access']);
    expect(Object.values(words.copy).map(({ name }) => name)).toEqual([
      'Copy password',
      'Copy URL',
      'Copy psql command',
      'Copy ssh command',
    ]);
  });

  it('join the ceiling and its reason to one sentence', () => {
    expect(ceilingWords(3600, 'high importance.')).toBe('At most 1 h: high importance.');
    expect(ceilingWords(3600, '')).toBe('At most 1 h.');
  });

  it('join what is not allowed without breaking names', () => {
    expect(notWords(['Delete rows', 'SSH'])).toBe('Not: delete rows, SSH');
  });
});

describe('times', () => {
  it('are short when near', () => {
    expect(nearTime(now + 2 * MINUTE_MS, now)).toBe('14:32');
    expect(nearTime(now + 19 * HOUR_MS, now)).toBe('tomorrow 09:30');
    expect(dayName(now - 24 * HOUR_MS, now)).toBe('Yesterday');
    expect(dayName(now - 21 * 24 * HOUR_MS, now)).toBe('3 Nov');
    expect(dayName(now - 400 * 24 * HOUR_MS, now)).toBe('20 Oct 2025');
  });

  it('say how long ago', () => {
    expect([0, 59_999, 3 * MINUTE_MS, 2 * HOUR_MS].map((past) => ago(now - past, now))).toEqual([
      'just now',
      'just now',
      '3 min ago',
      '12:30',
    ]);
  });

  it('name the day once where a stretch has one', () => {
    expect(span(now - HOUR_MS, now, now)).toBe('Today 13:30–14:30');
    expect(span(now - 20 * HOUR_MS, now, now)).toBe('Yesterday 18:30 – 14:30');
  });
});

describe('German', () => {
  it('says days, times and receipts its own way', () => {
    speaker.speak('de');
    expect(nearTime(now + 19 * HOUR_MS, now)).toBe('morgen 09:30');
    expect(dayName(now - 21 * 24 * HOUR_MS, now)).toBe('3. Nov.');
    expect(notWords(['Zeilen löschen', 'SSH'])).toBe('Nicht: Zeilen löschen, SSH');
    const receipt = makeReceipt({ endedAt: now - 28 * MINUTE_MS });
    expect(receiptEnding(receipt)).toBe('30 min angefragt, von Ihnen abgegeben nach 21 min');
    expect(outcome(receipt).word).toBe('Gelöscht');
  });
});

describe('a receipt in words', () => {
  const receipt = makeReceipt({ endedAt: now - 28 * MINUTE_MS, leftBehind: ['table public.scratch'] });

  it('says when, how it ended, and that it is wiped', () => {
    expect(receiptTimes(receipt, now)).toBe('Today 13:41–14:02');
    expect(receiptEnding(receipt)).toBe('30 min asked, released by you after 21 min');
    expect(outcome(receipt).word).toBe('Wiped');
  });

  it('proves each wipe and each login, and lists what was left behind', () => {
    expect(proofs(receipt).map(({ words: said }) => said)).toEqual([
      'Keychain: deleted and read back, 14:02:00',
      'Login removed, 1 open session ended, 14:02:01',
      'Left behind, without rights: table public.scratch',
    ]);
  });

  it('never says wiped while one wipe is pending', () => {
    const pending = makeReceipt({
      endedAt: now,
      wipes: [
        {
          leaseId: makeId(1),
          targetName: 'a',
          custody: { custody: 'wiped', wipedAt: now, readBack: 'absent' },
        },
        {
          leaseId: makeId(2),
          targetName: 'b',
          custody: { custody: 'wipe-pending', since: now, sentence: 'Locked.' },
        },
      ],
    });
    expect(outcome(pending)).toEqual({ word: 'Not wiped yet', tone: 'warn' });
    expect(proofs(pending)[1]).toEqual({ mark: 'open', words: 'Keychain, b: not deleted yet. Locked.' });
  });

  it('never says removed while the broker is still at it', () => {
    const { grant } = receipt;
    if (grant.status !== 'ended') throw new Error('A receipt is of an ended grant.');
    const revoking = makeLease(1, { state: { state: 'revoking', attempts: 3 } });
    const said = proofs({ ...receipt, grant: { ...grant, leases: [revoking] } }).at(-1);
    expect(said).toEqual({ mark: 'open', words: 'Login: being removed, attempt 3' });
  });

  it('never says removed of a lease that was closed by hand', () => {
    const { grant } = receipt;
    if (grant.status !== 'ended') throw new Error('A receipt is of an ended grant.');
    const by = { id: '01M85SZSVQKCPPN02KHP85HMJX', name: 'Wanda Warden' };
    const closed = makeLease(1, {
      state: { state: 'closed', closedAt: now, by, reason: 'the server was scrapped' },
    });
    const said = proofs({ ...receipt, grant: { ...grant, leases: [closed] } }).at(-1);
    expect(said).toEqual({
      mark: 'open',
      words: 'Login: closed by hand by Wanda Warden, not proved removed: the server was scrapped',
    });
  });

  it('tells what was denied from what was used', () => {
    const denied = makeReceipt({ endedAt: now, startedAt: null, why: 'denied' });
    expect(outcome(denied).word).toBe('Denied');
    expect(receiptEnding(denied)).toBe('30 min asked, denied');
    expect(proofs(denied)).toEqual([]);
  });
});

describe('small words', () => {
  it('make initials of any name', () => {
    expect(['Erin North', 'engineer', 'Ana de la Cruz', '', '李 明'].map(initials)).toEqual([
      'EN',
      'EN',
      'AC',
      '?',
      '李明',
    ]);
  });

  it('count with the right noun, and write numbers as the language does', () => {
    const found = [1, 10_000].map((matches) => words.profiles.foundAloud({ matches }));
    expect(found).toEqual(['1 profile', '10,000 profiles']);
    speaker.speak('de');
    expect(words.profiles.foundAloud({ matches: 10_000 })).toBe('10.000 Profile');
    expect(number(10_000)).toBe('10.000');
  });
});
