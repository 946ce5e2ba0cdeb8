/** Links anybody can write: they open a form or a review, or say why not, and carry nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeepLink } from '../../shared/deep-link.ts';

const GRANT = '01JGTESTGRANT0000000000001';

describe('a link', () => {
  it('opens a form with what it says', () => {
    expect(
      parseDeepLink('stint://request/billing-fix?reason=Invoice%2020418&ticket=SUP-1932&duration=30m'),
    ).toEqual({
      link: 'request',
      profileId: 'billing-fix',
      prefill: { reason: 'Invoice 20418', ticket: 'SUP-1932', durationSeconds: 1800 },
    });
  });
  it('opens an empty form when it says nothing more', () => {
    const prefill = { reason: '', ticket: '', durationSeconds: null };
    expect(parseDeepLink('stint://request/bastion')).toEqual({
      link: 'request',
      profileId: 'bastion',
      prefill,
    });
  });
  it('opens the one review', () => {
    expect(parseDeepLink(`stint://review/${GRANT}`)).toEqual({ link: 'review', grantId: GRANT });
  });
  it('keeps what words may hold: an equals sign, a plus written as one, other scripts', () => {
    const link = parseDeepLink('stint://request/bastion?reason=a=b+c%2Bd%20%C3%A9');
    expect(link).toMatchObject({ prefill: { reason: 'a=b c+d é' } });
  });
});

describe('a link that is refused', () => {
  it('says why by a code, which holds nothing of what the link said', () => {
    expect(parseDeepLink('stint://request/bastion?duration=30')).toEqual({ link: 'bad', why: 'duration' });
    expect(parseDeepLink('stint://evil/x')).toEqual({ link: 'bad', why: 'no-such-form' });
  });

  it.each([
    ['another scheme', 'javascript:alert(1)'],
    ['a scheme inside', 'stint:javascript:alert(1)'],
    ['no host', 'stint:///request/bastion'],
    ['another host', 'stint://evil/bastion'],
    ['a second host', 'stint://request@evil.example/bastion'],
    ['a port', 'stint://request:8080/bastion'],
    ['a name in capitals', 'stint://REQUEST/bastion'],
    ['encoded slashes', 'stint://request/..%2Fbastion'],
    ['a path below', 'stint://request/bastion/start'],
    ['no profile', 'stint://request/'],
    ['a profile in capitals', 'stint://request/Bastion'],
    ['10,000 characters', `stint://request/bastion?reason=${'x'.repeat(10_000)}`],
    ['a reason that is too long', `stint://request/bastion?reason=${'x'.repeat(1001)}`],
    ['a ticket that is too long', `stint://request/bastion?ticket=${'x'.repeat(101)}`],
    ['control characters', 'stint://request/bastion?reason=a%00b'],
    ['bidirectional characters', 'stint://request/bastion?reason=%E2%80%AEtxt'],
    ['raw bidirectional characters', 'stint://request/bastion?reason=\u202Etxt'],
    ['a space', 'stint://request/bastion --remote-debugging-port=1'],
    ['half an escape', 'stint://request/bastion?reason=%E0%A4'],
    ['an order', 'stint://request/bastion?start=now'],
    ['a reason twice', 'stint://request/bastion?reason=a&reason=b'],
    ['a duration of no unit', 'stint://request/bastion?duration=30'],
    ['a duration of no time', 'stint://request/bastion?duration=0m'],
    ['a duration of days', 'stint://request/bastion?duration=99999h'],
    ['a fragment', 'stint://request/bastion#x'],
    ['a grant that is none', 'stint://review/1'],
    ['a verdict', `stint://review/${GRANT}?verdict=approve`],
    ['nothing', ''],
  ])('for %s', (_, text) => {
    expect(parseDeepLink(text).link).toBe('bad');
  });

  it('never throws, and is a form or a review only where all of it can be read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const link = parseDeepLink(`stint://request/${text}`);
        if (link.link === 'request') expect(text).toMatch(/^[a-z0-9][a-z0-9-]*(?:\?.*)?$/u);
      }),
    );
  });
});
