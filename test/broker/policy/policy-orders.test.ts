import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../broker/command-line.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import { loadPolicies } from '../../../broker/policy/load-policies.ts';
import {
  carryOutPolicyOrder,
  type PolicyOrder,
  type PolicyOutcome,
} from '../../../broker/policy/policy-orders.ts';
import { TUESDAY_TEN } from './policy-bench.ts';

const examples = path.join(import.meta.dirname, '../../../broker/policy/examples');
const folder = mkdtempSync(path.join(tmpdir(), 'stint-cases-'));
afterAll(() => rmSync(folder, { recursive: true }));

function order(of: PolicyOrder): PolicyOutcome {
  const file = path.join(examples, 'stint.yaml');
  const config = parseConfig(readFileSync(file, 'utf8'), file);
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  const policies = loadPolicies(config.value, file);
  if (!policies.ok) throw new Error(JSON.stringify(policies.errors));
  return carryOutPolicyOrder(of, { config: config.value, policies: policies.value, at: TUESDAY_TEN });
}

function commandOf(...args: string[]): PolicyOrder {
  const command = parseCommandLine(args);
  if (command.command !== 'explain' && command.command !== 'try') throw new Error(JSON.stringify(command));
  return command;
}

function tryCases(text: string): PolicyOutcome {
  const file = path.join(folder, 'cases.yaml');
  writeFileSync(file, text);
  return order({ command: 'try', file, config: null });
}

describe('the examples', () => {
  it('decide as their cases say', () => {
    const outcome = order({ command: 'try', file: path.join(examples, 'cases.yaml'), config: null });
    expect(outcome.text).not.toContain('WRONG');
    expect(outcome.ok).toBe(true);
  });
});

describe('--test', () => {
  const AT = "at: '2026-11-24T10:00:00Z'";

  it('fails where a decision is another than expected, and says which came instead', () => {
    const outcome = tryCases(`cases:
  - { name: reads, as: erin, profile: billing-read, ${AT}, expect: allowed }
  - { name: fixes, as: erin, profile: billing-fix, ${AT}, expect: allowed }
  - { name: others, as: { groups: [dba] }, profile: billing-read, ${AT}, expect: refused, says: on Sundays }`);
    expect(outcome.ok).toBe(false);
    expect(outcome.text.split('\n')).toEqual([
      'ok    reads',
      'WRONG fixes: expected allowed, got needs 1 of dba',
      'WRONG others: expected refused (“on Sundays”), got refused: Only members of payments may ask for this.',
      '1 of 3 as expected.',
    ]);
  });

  it.each([
    [
      'no account',
      `- { name: n, as: nobody, profile: billing-read, ${AT}, expect: allowed }`,
      /no account “nobody”/u,
    ],
    [
      'no profile',
      `- { name: n, as: erin, profile: nothing, ${AT}, expect: allowed }`,
      /no profile “nothing”/u,
    ],
    [
      'no expectation one can read',
      `- { name: n, as: erin, profile: billing-read, ${AT}, expect: perhaps }`,
      /Write allowed/u,
    ],
    ['an unknown key', `- { name: n, as: erin, profile: p, ${AT}, expect: allowed, for: 3 }`, /for/u],
    [
      'no duration',
      `- { name: n, as: erin, profile: p, duration: long, ${AT}, expect: allowed }`,
      /Write a duration/u,
    ],
    [
      'no time held',
      `- { name: n, as: erin, profile: p, running: long, ${AT}, expect: allowed }`,
      /Write a duration/u,
    ],
    [
      'no approval',
      `- { name: n, as: erin, profile: p, approvals: [dba], ${AT}, expect: allowed }`,
      /Write an approval/u,
    ],
    ['nothing', '[]', /at least one case/u],
    ['no YAML', '- {', /This is not YAML/u],
  ])('refuses a table with %s', (_what, text, says) => {
    const outcome = tryCases(`cases:\n  ${text}`);
    expect(outcome.ok).toBe(false);
    expect(outcome.text).toMatch(says);
  });

  it('says so where the file is not there', () =>
    expect(order({ command: 'try', file: '/nowhere/cases.yaml', config: null })).toMatchObject({
      ok: false,
    }));
});

describe('--explain', () => {
  const MOVE = [
    '--explain',
    '--as',
    'erin',
    '--profile',
    'billing-move',
    '--reason',
    'x',
    '--duration',
    '30m',
  ];

  it('names the decision, each question, and the policies that made it so', () => {
    const { ok, text } = order(commandOf(...MOVE));
    expect(ok).toBe(true);
    expect(text).toContain('Decision: needs 1 of dba, then 1 of security');
    expect(text).toContain('  request: permitted by ');
    expect(text).toContain('  start: forbidden by critical-in-stages');
    expect(text).toContain(
      '  start with 1 of group:dba and 1 of group:security: permitted by members-may-start',
    );
    expect(text).toContain('@deny_reason("Critical access needs an approval by dba and one by security.")');
  });

  it('explains a start with the approvals that are there', () => {
    const one = order(commandOf(...MOVE, '--approved', '1 of group:dba'));
    expect(one.text).toContain(
      'Decision: refused: Critical access needs an approval by dba and one by security.',
    );
    const both = order(
      commandOf(...MOVE, '--approved', '1 of group:dba', '--approved', '1 of group:security'),
    );
    expect(both.text).toContain('Decision: allowed');
  });

  it.each([
    [['--as', 'nobody', '--profile', 'billing-move'], /no account “nobody”/u],
    [['--as', 'erin', '--profile', 'nothing'], /no profile “nothing”/u],
    [['--as', 'erin', '--profile', 'billing-move', '--duration', 'long'], /--duration/u],
    [['--as', 'erin', '--profile', 'billing-move', '--approved', 'dba'], /--approved/u],
  ])('says what is wrong with %j', (args, says) => {
    const { ok, text } = order(commandOf('--explain', ...args));
    expect(ok).toBe(false);
    expect(text).toMatch(says);
  });

  it('takes an account and a profile', () =>
    expect(parseCommandLine(['--explain', '--as', 'erin'])).toMatchObject({ command: 'help' }));
});
