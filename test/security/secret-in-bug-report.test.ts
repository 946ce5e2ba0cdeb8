// Attack: an error's message quotes a token or password, and the log keeps it.
// Impact: the secret outlives its wipe in a log file. Mitigation: electron/hardening/bug-report.ts (errors-without-words).
import { describe, expect, it } from 'vitest';
import { reportBug } from '../../electron/hardening/bug-report.ts';

const CANARY = 'canary-9b1d\n    at a line that is none: canary-9b1d';

describe('the report of a bug', () => {
  it('says where it happened and under which reference, and quotes nothing', () => {
    const { line, reference } = reportBug(new TypeError('canary-9b1d'), 'grant:start', '12ab34cd');
    expect(reference).toBe('12ab34cd');
    expect(line).toMatch(/^stint: bug 12ab34cd in grant:start \(TypeError\)\n\s+at .*secret-in-bug-report/u);
    expect(line).not.toContain('canary');
  });

  it('is not fooled by a message that looks like a stack', () => {
    expect(reportBug(new Error(CANARY), 'x', '1').line).not.toContain('canary');
  });

  it('quotes nothing of what is no error', () => {
    expect(reportBug('canary-9b1d', 'x', '1').line).toBe('stint: bug 1 in x (string)');
    expect(reportBug({ token: 'canary-9b1d' }, 'x', '1').line).not.toContain('canary');
  });
});
