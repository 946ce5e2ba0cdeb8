import { describe, expect, it } from 'vitest';
import { MOST_IN_ALL, usualSeconds } from '../../../electron/tray/elevate-entries.ts';
import { makeActive, makeId, makeOffer, makeWaiting, makeWaitingForMe, NOW } from '../make-snapshot.ts';
import { menu, orderOf } from './menu-lines.ts';

const MINUTE_MS = 60_000;

const logs = makeOffer('logs', 'Look at production logs');
const restart = makeOffer('restart', 'Restart a web server', {
  durationsSeconds: [900],
  longestSeconds: 900,
});
const fix = makeOffer('fix', 'Fix a customer record', { reasonRequired: true });
const profiles = { revision: 1, loading: false, offers: [logs, restart, fix] };

describe('the tray menu', () => {
  it('holds everything at hand, in this order', () => {
    expect(
      menu({
        profiles,
        favourites: ['logs', 'fix'],
        recents: ['restart', 'logs'],
        live: [
          makeActive('Read the billing database', 24 * MINUTE_MS),
          makeWaiting('approved', 'Deploy to production hosts', 300),
          makeWaiting('pending', 'Open a shell', 400),
        ],
      }),
    ).toEqual([
      '[Active]',
      'Read the billing database · 24 min ▸',
      '  Copy password',
      '  Copy URL',
      '  Copy psql command',
      '  —',
      '  Release',
      '—',
      '[Approved]',
      'Start Deploy to production hosts · 30 min',
      '—',
      '[Waiting]',
      'Open a shell · waiting for review ▸',
      '  Withdraw',
      '—',
      '[Elevate]',
      '★ Look at production logs · 30 min',
      '★ Fix a customer record…',
      'Restart a web server · 15 min',
      'All profiles ▸',
      '  Look at production logs · 30 min',
      '  Restart a web server · 15 min',
      '  Fix a customer record…',
      '—',
      'Release everything',
      '—',
      'Open Stint',
      'Quit',
    ]);
  });

  it('leads to what waits for this person, and decides nothing itself', () => {
    const waiting = [makeWaitingForMe(400), makeWaitingForMe(401)];
    const change = { inbox: { waiting, decided: [] } };
    expect(menu(change)[0]).toBe('Approvals (2)…');
    const place = (grantId: string | null) => ({ order: 'show', place: { place: 'approvals', grantId } });
    expect(orderOf(change, 'Approvals (2)…')).toEqual(place(null));
    const one = { inbox: { waiting: waiting.slice(0, 1), decided: [] } };
    expect(orderOf(one, 'Approvals (1)…')).toEqual(place(makeId(400)));
    expect(menu({}).some((line) => line.startsWith('Approvals'))).toBe(false);
  });

  it('offers a newcomer the profiles themselves', () => {
    expect(menu({})).toEqual([
      '[Elevate]',
      'Read the billing database · 30 min',
      'All profiles ▸',
      '  Read the billing database · 30 min',
      '—',
      'Open Stint',
      'Quit',
    ]);
  });

  it('asks with one click only where policy wants nothing typed', () => {
    expect(orderOf({ profiles }, 'Look at production logs · 30 min')).toEqual({
      order: 'grant:request',
      profileId: 'logs',
      durationSeconds: 1800,
    });
    const form = { order: 'show', place: { place: 'request', profileId: 'fix' } };
    expect(orderOf({ profiles }, 'Fix a customer record…')).toEqual(form);
    const ticket = { ...profiles, offers: [makeOffer('fix', 'Fix', { ticketRequired: true })] };
    expect(orderOf({ profiles: ticket }, 'Fix…')).toEqual(form);
  });

  it('opens the form where policy refuses now, which says why', () => {
    const refused = { ...logs, offer: { kind: 'refused', sentence: 'Only from 7 to 19.' } as const };
    const change = { profiles: { ...profiles, offers: [refused] } };
    expect(orderOf(change, 'Look at production logs · not now')).toMatchObject({ order: 'show' });
  });

  it('says that a click asks others', () => {
    const reviewed = makeOffer('logs', 'Look', { review: { count: 1, group: 'dba' } });
    expect(menu({ profiles: { ...profiles, offers: [reviewed] } })).toContain(
      'Look · 30 min · asks for review',
    );
  });

  it('names the target where a grant has several credentials, and copies that one', () => {
    const live = makeActive('Work on a case', 20 * MINUTE_MS);
    const [first] = live.credentials;
    const credentials = [
      first!,
      { ...first!, leaseId: makeId(777), targetName: 'crm', copyables: ['password'] as const },
    ];
    const change = { live: [{ ...live, credentials }] };
    expect(menu(change)).toContain('  Copy URL · billing');
    expect(orderOf(change, 'Copy password · crm')).toEqual({
      order: 'credential:copy',
      leaseId: makeId(777),
      what: 'password',
    });
  });

  it('offers no copy of a credential that is being wiped', () => {
    const live = makeActive('Read', 20 * MINUTE_MS);
    const credentials = live.credentials.map((one) => ({ ...one, custody: { custody: 'wiping' } as const }));
    expect(menu({ live: [{ ...live, credentials, busy: 'releasing' }] }).slice(0, 3)).toEqual([
      '[Active]',
      'Read · 20 min ▸',
      '  (Releasing…)',
    ]);
  });

  it('lets access that another computer holds be released, and nothing else', () => {
    expect(menu({ live: [makeActive('Read', 20 * MINUTE_MS, { heldHere: false })] }).slice(0, 3)).toEqual([
      '[Active]',
      'Read · held by your other computer ▸',
      '  Release',
    ]);
  });

  it('does not offer a profile again that is in use', () => {
    const live = [makeActive('logs', 20 * MINUTE_MS)];
    expect(menu({ profiles, favourites: ['logs'], live }).filter((line) => line.startsWith('★'))).toEqual([]);
  });

  it('still releases while the broker is out of reach, and asks for nothing', () => {
    const change = {
      connection: { connection: 'offline', since: NOW } as const,
      live: [makeActive('Read', 20 * MINUTE_MS), makeWaiting('approved', 'Deploy', 300)],
    };
    const shown = menu(change);
    expect(shown[0]).toBe('[Offline: countdown and wipe go on]');
    expect(shown).toContain('  Release');
    expect(shown).toContain('(Start Deploy · 30 min)');
    expect(shown).toContain('(Read the billing database · 30 min)');
  });

  it('offers nothing but signing in while signed out', () => {
    const session = { session: 'signed-out', brokerUrl: '', tokenAtHand: false, sentence: null } as const;
    expect(menu({ session })).toEqual(['Sign in…', '—', 'Open Stint', 'Quit']);
  });

  it('says each trouble once, and leads to the window', () => {
    const keychain = { keychain: 'unusable', why: 'missing', sentence: 'No keychain is running.' } as const;
    const troubles = [{ id: 'keychain', sentence: 'No keychain is running.', dismissible: false }];
    expect(menu({ keychain, troubles }).filter((line) => line.includes('keychain'))).toEqual([
      '⚠ No keychain is running.',
    ]);
    expect(orderOf({ keychain, troubles }, '⚠ No keychain is running.')).toEqual({ order: 'open' });
  });

  it('keeps a long list short, with a way to the rest', () => {
    const offers = Array.from({ length: 200 }, (_, number) => makeOffer(`p${number}`, `Profile ${number}`));
    const shown = menu({ profiles: { ...profiles, offers } });
    expect(shown.filter((line) => line.startsWith('  Profile'))).toHaveLength(MOST_IN_ALL);
    expect(shown).toContain('  More in Stint…');
    expect(shown[1]).toBe('All profiles ▸');
  });

  it('escapes, cleans and cuts names', () => {
    const offers = [makeOffer('rd', `R&D\u202e ${'x'.repeat(100)}`)];
    const [, label] = menu({ profiles: { ...profiles, offers } });
    expect(label).toMatch(/^R&&D x+… · 30 min$/u);
    expect(label?.length).toBeLessThan(64);
  });

  it('does not change within a minute, so that it stays open under the pointer', () => {
    const at = (leftMs: number): string => JSON.stringify(menu({ live: [makeActive('Read', leftMs)] }));
    expect(at(24 * MINUTE_MS)).toBe(at(24 * MINUTE_MS - 59_999));
    expect(at(59_000)).toBe(at(1000));
  });
});

describe('the usual duration', () => {
  it.each([
    [[900, 1800, 3600], 1800],
    [[900], 900],
    [[3600, 7200], 3600],
    [[], undefined],
  ])('of %j is %s', (rungs, seconds) => {
    expect(usualSeconds(rungs, 1800)).toBe(seconds);
  });

  it('asks for what the person set as usual, less where policy allows less', () => {
    expect(usualSeconds([900, 1800, 3600], 3600)).toBe(3600);
    expect(usualSeconds([900, 1800], 3600)).toBe(1800);
  });
});
