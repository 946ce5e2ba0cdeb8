import { describe, expect, it } from 'vitest';
import { trayState } from '../../../electron/tray/tray-state.ts';
import { makeActive, makeSnapshot, makeWaiting, makeWaitingForMe, NOW } from '../make-snapshot.ts';

const MINUTE_MS = 60_000;

describe('the tray icon', () => {
  it('is idle while nothing is active or waiting', () => {
    expect(trayState(makeSnapshot(), NOW)).toEqual({
      icon: { shape: 'idle', step: 0 },
      tooltip: 'Stint · Nothing active',
      title: '',
    });
  });

  it('waits while a request waits for review', () => {
    const state = trayState(makeSnapshot({ live: [makeWaiting('pending', 'Fix a customer record')] }), NOW);
    expect(state.icon).toEqual({ shape: 'waiting', step: 0 });
    expect(state.tooltip).toBe('Stint · Waiting: Fix a customer record');
  });

  it('says that an approved grant is ready before it says that another waits', () => {
    const live = [makeWaiting('pending', 'One', 200), makeWaiting('approved', 'Two', 300)];
    expect(trayState(makeSnapshot({ live }), NOW).tooltip).toBe('Stint · Approved, ready to start: Two');
  });

  it('waits while something waits for this person, and says so', () => {
    const two = { waiting: [makeWaitingForMe(400), makeWaitingForMe(401)], decided: [] };
    const state = trayState(makeSnapshot({ inbox: two }), NOW);
    expect(state.icon).toEqual({ shape: 'waiting', step: 0 });
    expect(state.tooltip).toBe('Stint · 2 requests wait for your review');
    const one = { ...two, waiting: two.waiting.slice(1) };
    const live = [makeWaiting('pending', 'Read')];
    expect(trayState(makeSnapshot({ inbox: one, live }), NOW).tooltip).toBe(
      'Stint · Waiting: Read · 1 request waits for your review',
    );
    const active = trayState(makeSnapshot({ inbox: one, live: [makeActive('Read', 24 * MINUTE_MS)] }), NOW);
    expect(active).toMatchObject({
      icon: { shape: 'active' },
      tooltip: '24 min · Read · 1 request waits for your review',
      title: '24 min · Read',
    });
  });

  it('drains its ring by steps and never shows less than is left', () => {
    const step = (leftMs: number): number =>
      trayState(makeSnapshot({ live: [makeActive('Read', leftMs)] }), NOW).icon.step;
    expect(step(30 * MINUTE_MS)).toBe(24);
    expect(step(24 * MINUTE_MS)).toBe(20);
    expect(step(15 * MINUTE_MS)).toBe(12);
    expect(step(15 * MINUTE_MS + 1)).toBe(13);
    expect(step(1)).toBe(1);
    expect(step(0)).toBe(0);
    expect(step(-5000)).toBe(0);
    expect(step(90 * MINUTE_MS)).toBe(24);
  });

  it('counts as ending in the last five minutes, and not before', () => {
    const shape = (leftMs: number): string =>
      trayState(makeSnapshot({ live: [makeActive('Read', leftMs)] }), NOW).icon.shape;
    expect(shape(5 * MINUTE_MS + 1)).toBe('active');
    expect(shape(5 * MINUTE_MS)).toBe('ending');
  });

  it('shows the grant that ends first, and how many more there are', () => {
    const live = [makeActive('Later', 20 * MINUTE_MS), makeActive('Sooner', 10 * MINUTE_MS, { number: 300 })];
    const state = trayState(makeSnapshot({ live }), NOW);
    expect(state.title).toBe('10 min · Sooner and 1 more');
    expect(state.tooltip).toBe('10 min · Sooner and 1 more');
  });

  it('is not active for access that another computer holds', () => {
    const live = [makeActive('Read', 20 * MINUTE_MS, { heldHere: false })];
    expect(trayState(makeSnapshot({ live }), NOW).icon.shape).toBe('idle');
  });

  it('shows trouble before everything else, and keeps the time left in its words', () => {
    const troubles = [{ id: 'broker', sentence: 'The broker took your sign-in back.', dismissible: true }];
    const state = trayState(makeSnapshot({ live: [makeActive('Read', 24 * MINUTE_MS)], troubles }), NOW);
    expect(state.icon.shape).toBe('trouble');
    expect(state.tooltip).toBe('24 min · Read · The broker took your sign-in back.');
    expect(state.title).toBe('24 min · Read');
  });

  it('is in trouble while a credential cannot be wiped', () => {
    const stuck = makeActive('Read', 0);
    const credentials = stuck.credentials.map((credential) => ({
      ...credential,
      custody: { custody: 'wipe-pending', since: NOW, sentence: 'The keychain is locked.' } as const,
    }));
    const state = trayState(makeSnapshot({ live: [{ ...stuck, credentials }] }), NOW);
    expect(state.icon.shape).toBe('trouble');
    expect(state.tooltip).toContain('The keychain is locked.');
  });

  it('says while nobody is signed in that nobody is', () => {
    const session = { session: 'signed-out', brokerUrl: '', tokenAtHand: false, sentence: null } as const;
    const state = trayState(makeSnapshot({ session }), NOW);
    expect([state.icon.shape, state.tooltip]).toEqual(['idle', 'Stint · Signed out']);
    const troubles = [{ id: 'keychain', sentence: 'No keychain is running.', dismissible: false }];
    const troubled = trayState(makeSnapshot({ session, troubles }), NOW);
    expect([troubled.icon.shape, troubled.tooltip]).toEqual(['trouble', 'Stint · No keychain is running.']);
  });

  it('cleans and cuts the words that come from others', () => {
    const name = `Read <b>this</b>\u202e\n${'x'.repeat(300)}`;
    const { tooltip, title } = trayState(makeSnapshot({ live: [makeActive(name, 20 * MINUTE_MS)] }), NOW);
    expect(tooltip).not.toMatch(/[<>\n\u202e]/u);
    expect(tooltip.length).toBeLessThanOrEqual(100);
    expect(title.length).toBeLessThanOrEqual(40);
  });
});
