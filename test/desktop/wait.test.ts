import { describe, expect, it } from 'vitest';
import { waitFor } from './wait.ts';

describe('waitFor', () => {
  it('asks again until there is an answer, and gives it', async () => {
    let asked = 0;
    const answer = await waitFor('three', () => (++asked === 3 ? 'third' : undefined));
    expect(answer).toBe('third');
    expect(asked).toBe(3);
  });

  it('takes false for no answer, but zero and the empty string for answers', async () => {
    expect(await waitFor('zero', () => 0)).toBe(0);
    expect(await waitFor('nothing said', () => '')).toBe('');
    await expect(waitFor('the moon', () => false, 30)).rejects.toThrow('Waited 0.03 s in vain for the moon.');
  });

  it('does not swallow an error of the probe', async () => {
    await expect(waitFor('it', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
