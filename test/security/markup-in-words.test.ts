// Attack: a profile's name, a reason or an error holds markup, control or bidirectional characters.
// Impact: a notice, menu or tooltip shows something else than was said, or loads a picture. Mitigation: electron/hardening/plain-words.ts
// (words-escaped). The real notification server and menu: test/electron/tray/surfaces.integration.test.ts.
import { describe, expect, it } from 'vitest';
import { forMenu, forNoticeBody, forTooltip } from '../../electron/hardening/plain-words.ts';

const EVIL = 'Read &_<img src="http://evil/x">\u202eyadot\u0007\n&amp; more';

describe('words from others', () => {
  it('lose their tags in the body of a notice on Linux, where servers read HTML', () => {
    expect(forNoticeBody(EVIL, 200, 'linux')).toBe(
      'Read &amp;_&lt;img src="http://evil/x"&gt;yadot &amp;amp; more',
    );
    expect(forNoticeBody(EVIL, 200, 'darwin')).toBe('Read &_<img src="http://evil/x">yadot &amp; more');
  });

  it('keep their ampersands in a menu', () => {
    expect(forMenu('R&D & more', 50)).toBe('R&&D && more');
  });

  it('lose their brackets in a tooltip', () => {
    expect(forTooltip('<b>x</b>', 50)).toBe('‹b›x‹/b›');
  });

  it.each([forMenu, forTooltip])('are one line, without deceiving characters, and short', (clean) => {
    const shown = clean(`${EVIL}${'x'.repeat(5000)}`, 40);
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\n]/u);
    expect(shown.replaceAll('&&', '&').length).toBeLessThanOrEqual(40);
  });
});
