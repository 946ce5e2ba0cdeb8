import { describe, expect, it } from 'vitest';
import { FIRST_VIEW, followPlace, say } from '../../../renderer/store/view.ts';

describe('followPlace', () => {
  it('shows a place once for each asking', () => {
    const asked = { place: { place: 'history', grantId: 'G' }, count: 1 } as const;
    const shown = followPlace(FIRST_VIEW, asked);
    expect(shown).toMatchObject({ tab: 'history', openReceipt: 'G', requesting: null });
    expect(followPlace({ ...shown, tab: 'access' }, asked).tab).toBe('access');
  });

  it('keeps which review was asked for until it is shown', () => {
    const asked = { place: { place: 'approvals', grantId: 'G' }, count: 1 } as const;
    expect(followPlace(FIRST_VIEW, asked)).toMatchObject({ tab: 'approvals', openReview: 'G' });
  });

  it('opens the form of a profile, and leaves it for another place', () => {
    const form = followPlace(FIRST_VIEW, { place: { place: 'request', profileId: 'p' }, count: 1 });
    expect(form.requesting).toBe('p');
    expect(followPlace(form, { place: { place: 'settings' }, count: 2 })).toMatchObject({
      tab: 'settings',
      requesting: null,
    });
  });
});

describe('say', () => {
  it('makes the same words heard again', () => {
    const once = say(FIRST_VIEW, 'Password copied');
    expect(say(once, 'Password copied').spoken.count).toBe(once.spoken.count + 1);
  });
});
