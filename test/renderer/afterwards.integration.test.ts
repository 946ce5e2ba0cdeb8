// Looking, in the real window over the fake bridge, at access that somebody took without a review.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from './harness/scenarios.ts';
import { openWindow, type OpenWindow } from './harness/open-window.ts';

let window: OpenWindow;
beforeAll(async () => void (window = await openWindow()));
afterAll(() => window.close());

const given = async (): Promise<readonly unknown[]> =>
  (await window.calls()).filter(({ call }) => call === 'review:give').map(({ payload }) => payload);

async function open(name: string): Promise<void> {
  const found = scenarios(Date.now()).find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no state ${name}.`);
  await window.restart(found.snapshot);
  await window.page.getByRole('tab', { name: 'Approvals' }).click();
  await window.page.getByRole('heading', { name: 'Approvals' }).waitFor();
}
const articles = () => window.page.getByRole('article', { name: /^Break-glass/u });

describe('access that was taken without a review', () => {
  it('says so, with who took it, why, and whether it still runs', async () => {
    await open('afterwards');
    expect(await articles().nth(0).textContent()).toMatch(
      /Olu Park took this for 15 min without a review, ended /u,
    );
    expect(await articles().nth(1).textContent()).toMatch(/without a review, to end at .*\d\d:\d\d/u);
    expect(await articles().nth(1).textContent()).toContain('Checkout fails for all customers');
    expect(await articles().nth(1).getByRole('button').allTextContents()).toEqual(['Looks right', 'Object…']);
  });

  it('is looked at with one press, which gives nothing', async () => {
    await open('afterwards');
    await articles().nth(1).getByRole('button', { name: 'Looks right' }).click();
    await expect.poll(given).toMatchObject([{ verdict: 'approve', comment: null, durationSeconds: null }]);
  });

  it('is objected to with a comment, and the button says what that ends', async () => {
    await open('afterwards');
    await articles().nth(0).getByRole('button', { name: 'Object…' }).click();
    const over = window.page.getByRole('form', { name: /^Object to Break-glass/u });
    expect(await over.getByRole('button').allTextContents()).toContainEqual(
      expect.stringMatching(/^Object(?!.*end)/u),
    );
    await window.page.keyboard.press('Escape');
    await articles().nth(1).getByRole('button', { name: 'Object…' }).click();
    await over.getByRole('button', { name: /^Object and end it/u }).click();
    await over.getByText('Say in a few words why').waitFor();
    expect(await given()).toEqual([]);
    await over.getByRole('textbox', { name: 'Comment' }).fill('No incident is open');
    await window.page.keyboard.press('Control+Enter');
    await expect.poll(given).toMatchObject([{ verdict: 'deny', comment: 'No incident is open' }]);
  });
});
