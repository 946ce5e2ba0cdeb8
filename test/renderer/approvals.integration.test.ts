// Reviewing in the real window over the fake bridge, by mouse and by keyboard.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inbox } from '../../shared/inbox.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { makeInboxItem, makeReview, makeReviewer } from './harness/make-inbox.ts';
import { makeReceipt } from './harness/make-grants.ts';
import { makeId, makeSnapshot } from './harness/make-snapshot.ts';
import { openWindow, type OpenWindow } from './harness/open-window.ts';

let window: OpenWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
});

const now = Date.now();
const item = makeInboxItem(now, 30);
const other = {
  ...makeInboxItem(now, 31),
  grant: { ...makeInboxItem(now, 31).grant, profileName: 'Deploy to production hosts' },
};
let revision = 1;
const inboxOf = (waiting: Inbox['waiting'], more: Partial<Snapshot> = {}, decided: Inbox['decided'] = []) =>
  makeReviewer(makeSnapshot({ revision: (revision += 1), inbox: { waiting, decided }, ...more }));

const given = async (): Promise<readonly unknown[]> =>
  (await window.calls()).filter(({ call }) => call === 'review:give').map(({ payload }) => payload);
const focused = (): Promise<string> =>
  window.page.evaluate(() => {
    const active = document.activeElement;
    return active?.getAttribute('data-grant') ?? active?.textContent ?? '';
  });
const open = async (snapshot: Snapshot): Promise<void> => {
  await window.restart(snapshot);
  await window.page.getByRole('tab', { name: 'Approvals' }).click();
  await window.page.getByRole('heading', { name: 'Approvals' }).waitFor();
};
const article = (name = 'Fix a customer record') => window.page.getByRole('article', { name });

describe('the Approvals tab', () => {
  it('counts on its tab what waits, in figures and in words', async () => {
    await window.restart(inboxOf([item, other]));
    const tab = window.page.getByRole('tab', { name: 'Approvals' });
    await tab.waitFor();
    expect(await tab.textContent()).toBe('Approvals2');
    const described = (await tab.getAttribute('aria-describedby')) ?? '';
    expect(await window.page.locator(`[id="${described}"]`).textContent()).toBe('2 wait for you');
    await window.show(inboxOf([]));
    await expect.poll(() => tab.textContent()).toBe('Approvals');
  });

  it('approves exactly what is on screen', async () => {
    await open(inboxOf([item]));
    await article().getByRole('button', { name: 'Approve 30 min' }).click();
    await expect.poll(given).toEqual([
      {
        grantId: item.grant.id,
        digest: item.digest,
        verdict: 'approve',
        comment: null,
        durationSeconds: null,
      },
    ]);
  });

  it('shortens by keyboard alone', async () => {
    const { page } = window;
    await open(inboxOf([item]));
    await article().focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'Shorten Fix a customer record' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Ten will do');
    await page.keyboard.press('Control+Enter');
    await expect.poll(given).toEqual([
      {
        grantId: item.grant.id,
        digest: item.digest,
        verdict: 'approve',
        comment: 'Ten will do',
        durationSeconds: 600,
      },
    ]);
  });

  it('denies with a comment and never without one; Escape sends nothing and goes back', async () => {
    const { page } = window;
    await open(inboxOf([item]));
    const deny = article().getByRole('button', { name: 'Deny…' });
    await deny.click();
    const comment = page.getByRole('textbox', { name: 'Comment' });
    await expect.poll(() => comment.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Say in a few words why').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('Deny…');
    expect(await given()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.keyboard.type('See the runbook.');
    await page.keyboard.press('Control+Enter');
    await expect.poll(given).toHaveLength(1);
    expect(await given()).toMatchObject([
      { verdict: 'deny', comment: 'See the runbook.', durationSeconds: null },
    ]);
    expect((await window.calls()).some(({ call }) => call === 'window:hide')).toBe(false);
  });

  it('keeps what was typed when the broker refuses the comment, and says so at the field', async () => {
    const { page } = window;
    await open(inboxOf([item]));
    await window.answer({
      'review:give': {
        ok: false,
        error: { kind: 'refused', sentence: 'Say more than one letter.', field: 'comment' },
      },
    });
    await article().getByRole('button', { name: 'Deny…' }).click();
    await page.keyboard.type('x');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Say more than one letter.').waitFor();
    const comment = page.getByRole('textbox', { name: 'Comment' });
    expect(await comment.inputValue()).toBe('x');
    expect(await comment.getAttribute('aria-invalid')).toBe('true');
  });

  it('lets the buttons wait while a review is under way', async () => {
    await open(inboxOf([item], { reviewing: [item.grant.id] }));
    for (const button of await article().getByRole('button').all())
      expect(await button.isDisabled()).toBe(true);
    await window.show(inboxOf([item]));
    await expect.poll(() => article().getByRole('button', { name: 'Approve 30 min' }).isEnabled()).toBe(true);
  });

  it('changes nothing when main was not given the confirmation', async () => {
    await open(inboxOf([item]));
    await window.answer({ 'review:give': { ok: false, error: { kind: 'cancelled' } } });
    await article().getByRole('button', { name: 'Approve 30 min' }).click();
    await expect.poll(given).toHaveLength(1);
    await expect.poll(() => article().getByRole('button', { name: 'Approve 30 min' }).isEnabled()).toBe(true);
    expect(await window.page.getByRole('alert').count()).toBe(0);
  });

  it('goes on to the next one after a review, and to the heading after the last', async () => {
    const { page } = window;
    await open(inboxOf([item, other]));
    await article().getByRole('button', { name: 'Approve 30 min' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(given).toHaveLength(1);
    await window.show(inboxOf([other]));
    await expect.poll(focused).toBe(other.grant.id);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(given).toHaveLength(2);
    await window.show(inboxOf([]));
    await expect.poll(focused).toBe('Approvals');
    await page.getByText('Nothing waits for you').waitFor();
    expect(await page.getByText(/Handled by/u).count()).toBe(0);
  });

  it('says who was faster, shows it among the decided, and keeps the focus at hand', async () => {
    const { page } = window;
    await open(inboxOf([item, other]));
    await article().getByRole('button', { name: 'Deny…' }).focus();
    const { grant } = makeReceipt({ number: 30, endedAt: now, startedAt: null, why: 'denied', note: 'No.' });
    const decided = [
      {
        ...grant,
        profileName: item.grant.profileName,
        reviews: [makeReview(now, { verdict: 'deny', comment: 'No.' })],
      },
    ];
    await window.show(inboxOf([other], {}, decided));
    await page
      .getByText(/^Handled by Kim Sand at .*: denied Fix a customer record, for Erin North\.$/u)
      .first()
      .waitFor();
    await expect.poll(focused).toBe(other.grant.id);
    const list = page.getByRole('region', { name: 'Decided in the last 24 hours' });
    expect(await list.getByRole('listitem').textContent()).toContain('denied by Kim Sand');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Dismiss' }).count()).toBe(0);
  });

  it('opens the one that main asks for, and says so when it no longer waits', async () => {
    const { page } = window;
    const goTo = (grantId: string, count: number) => ({
      goTo: { place: { place: 'approvals', grantId } as const, count },
    });
    const many = Array.from({ length: 6 }, (_, at) => makeInboxItem(now, 40 + at));
    await window.restart(inboxOf(many, goTo(makeId(45), 1)));
    await expect.poll(focused).toBe(makeId(45));
    const box = await page.locator(`[data-grant="${makeId(45)}"]`).boundingBox();
    expect(box?.y ?? 999).toBeLessThan(400);
    await window.show(inboxOf(many, goTo(makeId(99), 2)));
    await page
      .getByText(/no longer waits for you/u)
      .first()
      .waitFor();
    await expect.poll(focused).toBe('Approvals');
  });

  it('keeps the one that main asks for until the broker has told what waits, and decides nothing', async () => {
    const { page } = window;
    const asked = { goTo: { place: { place: 'approvals', grantId: item.grant.id } as const, count: 1 } };
    await window.restart(inboxOf([], { ...asked, inboxTold: false }));
    await page.getByRole('heading', { name: 'Approvals' }).waitFor();
    expect(await page.getByText(/no longer waits for you|Nothing waits for you/u).count()).toBe(0);
    await window.show(inboxOf([other, item], asked));
    await expect.poll(focused).toBe(item.grant.id);
    expect(await page.getByText(/no longer waits for you/u).count()).toBe(0);
    expect(await given()).toEqual([]);
    // Gone before it was told: now that is known, and said.
    const gone = { goTo: { ...asked.goTo, count: 1 } };
    await window.restart(inboxOf([], { ...gone, inboxTold: false }));
    await page.getByRole('heading', { name: 'Approvals' }).waitFor();
    await window.show(inboxOf([], gone));
    await page
      .getByText(/no longer waits for you/u)
      .first()
      .waitFor();
  });

  it('shows words of people as text, whatever they hold', async () => {
    const markup = '<img src=x onerror=alert(1)><b>bold</b>';
    const person = { id: makeId(7), name: markup };
    await open(inboxOf([{ ...item, reason: markup, grant: { ...item.grant, person, ticket: markup } }]));
    await article().getByText(`“${markup}”`).waitFor();
    expect(await article().locator('img, b').count()).toBe(0);
  });

  it('says to people who review nothing whose this is', async () => {
    await open(makeSnapshot());
    await window.page.getByText('No approvals for you').waitFor();
    expect(await window.complaints()).toEqual([]);
  });
});
