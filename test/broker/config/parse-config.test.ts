import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeConfigError } from '../../../broker/config/config-error.ts';
import { parseDuration } from '../../../broker/config/duration-text.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import { readSecret } from '../../../broker/config/secret-reference.ts';
import { toProfileRules } from '../../../broker/config/to-profile-rules.ts';
import { SHIPPED } from '../test-broker.ts';

const GOOD = `accounts:
  - name: engineer
    groups: [payments]
  - name: reviewer
    groups: [dba]
targets:
  - { id: billing, name: billing, kind: demo }
profiles:
  - id: billing-read
    name: Read the billing database
    groups: [payments]
    longest: 8 h
    entitlements:
      - { target: billing, database: billing, role: billing_read }
`;

function errorsOf(text: string): string[] {
  const result = parseConfig(text, 'stint.yaml');
  return result.ok ? [] : result.errors.map(describeConfigError);
}

/** The good file with one line put in place of another. */
function withLine(line: string, instead: string): string {
  if (!GOOD.includes(line)) throw new Error(`no such line: ${line}`);
  return GOOD.replace(line, instead);
}

describe('an alias', () => {
  const review = (alias: string): string => withLine('groups: [dba]', `groups: ${alias}`);

  it('stands for what its anchor names', () => {
    const text = withLine('groups: [payments]', 'groups: &all [payments]').replace(
      'groups: [dba]',
      'groups: *all',
    );
    expect(errorsOf(text)).toEqual([]);
  });

  it('without an anchor before it is told with its line and the anchors there are', () => {
    expect(errorsOf(review('*al'))).toEqual([
      'stint.yaml:5:13 No anchor &al stands before this alias. Anchors are: (none).',
    ]);
    const text = withLine('groups: [payments]', 'groups: &all [payments]').replace(
      'groups: [dba]',
      'groups: *al',
    );
    expect(errorsOf(text)).toEqual([
      'stint.yaml:5:13 No anchor &al stands before this alias. Anchors are: &all.',
    ]);
  });

  it('that grows without end is refused with a sentence', () => {
    const lines = ['a: &a [x, x]'];
    for (let at = 1; at < 12; at += 1) {
      const before = String.fromCharCode(96 + at);
      lines.push(
        `${String.fromCharCode(97 + at)}: &${String.fromCharCode(97 + at)} [${Array(9).fill(`*${before}`).join(', ')}]`,
      );
    }
    expect(errorsOf(lines.join('\n'))).toEqual([
      'stint.yaml:1:1 Too many aliases, or too deep: write out what they stand for (100 uses are allowed).',
    ]);
  });
});

describe('stint.yaml', () => {
  it('is right as shipped, with the accounts and profiles a newcomer meets', () => {
    const result = parseConfig(SHIPPED, 'stint.default.yaml');
    if (!result.ok) throw new Error(result.errors.map(describeConfigError).join('\n'));
    expect(result.value.listen).toEqual({ host: '127.0.0.1', port: 0, names: [] });
    expect(result.value.accounts.map(({ name, groups }) => [name, ...groups])).toEqual([
      ['engineer', 'payments'],
      ['reviewer', 'dba'],
    ]);
    const [read, fix] = toProfileRules(result.value);
    expect(read).toMatchObject({ longestSeconds: 28_800, review: null, reasonRequired: false });
    expect(fix).toMatchObject({
      longestSeconds: 3600,
      review: { group: 'dba', count: 1 },
      reasonRequired: true,
      profile: { importance: 'high' },
    });
  });

  const wrong: readonly { readonly what: string; readonly text: string; readonly says: string | RegExp }[] = [
    {
      what: 'a key that is misspelt',
      text: withLine('    longest: 8 h', '    longset: 8 h\n    longest: 8 h'),
      says: /^stint\.yaml:12:5 profiles\[0\]\.longset: Unknown key\. Allowed here: id, name, .*\. Did you mean “longest”\?$/u,
    },
    {
      what: 'a key at the top that is misspelt',
      text: GOOD.replace('accounts:', 'acounts:'),
      says: /^stint\.yaml:1:1 acounts: Unknown key\. Allowed here: listen, storage, policies, timeZone, accounts, admins, targets, profiles, webhooks\. Did you mean “accounts”\?$/u,
    },
    {
      what: 'a target nobody defined',
      text: withLine('{ target: billing,', '{ target: biling,'),
      says: 'stint.yaml:14:19 profiles[0].entitlements[0].target: There is no target “biling”. Targets are: billing. Did you mean “billing”?',
    },
    {
      what: 'a group nobody is in',
      text: withLine('    longest: 8 h', '    longest: 8 h\n    review: { group: dbas }'),
      says: 'stint.yaml:13:22 profiles[0].review.group: No account is in the group “dbas”. Groups are: payments, dba. Did you mean “dba”?',
    },
    {
      what: 'a group of admins nobody is in',
      text: GOOD.replace('accounts:', 'admins: dbas\naccounts:'),
      says: 'stint.yaml:1:9 admins: No account is in the group “dbas”. Groups are: payments, dba. Did you mean “dba”?',
    },
    {
      what: 'an owner who is no account',
      text: withLine('  - name: reviewer', '  - name: reviewer\n    owner: enginer'),
      says: 'stint.yaml:5:12 accounts[1].owner: There is no account “enginer”. Accounts are: engineer. Did you mean “engineer”?',
    },
    {
      what: 'an account that owns itself',
      text: withLine('  - name: reviewer', '  - name: reviewer\n    owner: reviewer'),
      says: 'stint.yaml:5:12 accounts[1].owner: An account is its own where no owner is written. Leave this out.',
    },
    {
      what: 'an owner who has one',
      text: withLine(
        '  - name: reviewer',
        '  - { name: bot, owner: engineer }\n  - name: reviewer\n    owner: bot',
      ),
      says: 'stint.yaml:6:12 accounts[2].owner: The account “bot” has an owner itself: write “engineer”, who is behind both.',
    },
    {
      what: 'a profile id with capitals',
      text: withLine('- id: billing-read', '- id: Billing Read'),
      says: 'stint.yaml:9:9 profiles[0].id: Use 2–64 lower-case letters, digits and dashes, beginning and ending with a letter or digit.',
    },
    {
      what: 'a value that is not among those allowed',
      text: withLine('    longest: 8 h', '    longest: 8 h\n    importance: hihg'),
      says: 'stint.yaml:13:17 profiles[0].importance: Allowed values: low, medium, high, critical. Did you mean “high”?',
    },
    {
      what: 'a kind of target there is not',
      text: withLine('kind: demo', 'kind: mysql'),
      says: /^stint\.yaml:7:\d+ targets\[0\]\.kind: Allowed values: demo, demo-ssh, ssh, postgresql\.$/u,
    },
    {
      what: 'a duration that is none',
      text: withLine('8 h', 'eight hours'),
      says: 'stint.yaml:12:14 profiles[0].longest: Write a duration such as "30 min" or "8 h"; from 10 s to 24 h.',
    },
    {
      what: 'a duration over the maximum',
      text: withLine('8 h', '25 h'),
      says: /profiles\[0\]\.longest: .*from 10 s to 24 h\.$/u,
    },
    {
      what: 'a key that is missing',
      text: withLine('    name: Read the billing database\n', ''),
      says: 'stint.yaml:9:5 profiles[0].name: This key is missing; it must be a text.',
    },
    {
      what: 'a list where a text belongs',
      text: withLine('name: Read the billing database', 'name: [Read]'),
      says: 'stint.yaml:10:11 profiles[0].name: This must be a text.',
    },
    {
      what: 'a profile twice',
      text: `${GOOD}${GOOD.slice(GOOD.indexOf('  - id: billing-read'))}`,
      says: 'stint.yaml:15:9 profiles[1].id: Another profile has this id already.',
    },
    {
      what: 'a profile without entitlements',
      text: withLine(
        '    entitlements:\n      - { target: billing, database: billing, role: billing_read }',
        '    entitlements: []',
      ),
      says: 'stint.yaml:13:19 profiles[0].entitlements: Name at least one entitlement.',
    },
    {
      what: 'a password in the file itself',
      text: withLine(
        '{ id: billing, name: billing, kind: demo }',
        '{ id: billing, name: b, kind: postgresql, host: h, username: u, password: canary-pw }',
      ),
      says: /^stint\.yaml:7:\d+ targets\[0\]\.password: Name where the secret is: file:\/path or env:NAME\.$/u,
    },
    {
      what: 'what is no YAML',
      text: withLine('groups: [payments]', 'groups: [payments'),
      says: /^stint\.yaml:\d+:\d+ This is not YAML: /u,
    },
    {
      what: 'a key twice',
      text: withLine('    longest: 8 h', '    longest: 8 h\n    longest: 9 h'),
      says: /^stint\.yaml:13:5 This is not YAML: Map keys must be unique/u,
    },
    { what: 'an empty file', text: '', says: /targets: This key is missing/u },
    {
      what: 'a name with a character that turns the writing around',
      text: withLine('Read the billing database', '"Read \\u202e database"'),
      says: /profiles\[0\]\.name: Leave out control and invisible characters\.$/u,
    },
    {
      what: 'a port beyond all ports',
      text: `listen: { port: 70000 }\n${GOOD}`,
      says: 'stint.yaml:1:17 listen.port: Use a whole number from 0 to 65535.',
    },
  ];

  it.each(wrong)('with $what is refused, and the error says where and what is allowed', ({ text, says }) => {
    const errors = errorsOf(text);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.join('\n')).not.toContain('canary-pw');
    expect(errors[0]).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
  });

  it('tells all errors at once, in the order of the lines', () => {
    const errors = errorsOf(
      withLine('8 h', '0 h')
        .replace('kind: demo', 'kind: demo, port: 1')
        .replaceAll('payments]', 'Pay]')
        .replace('{ target: billing', '{ target: bill'),
    );
    expect(errors.map((error) => error.split(' ')[1])).toEqual([
      'accounts[0].groups[0]:',
      'targets[0].port:',
      'profiles[0].groups[0]:',
      'profiles[0].longest:',
      'profiles[0].entitlements[0].target:',
    ]);
  });
});

describe('a duration', () => {
  it.each([
    ['90 s', 90],
    ['30 min', 1800],
    ['8h', 28_800],
    ['7 d', 604_800],
    [45, 45],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each(['', '8', '-1 h', '1.5 h', '8 hours', 'h', 0, -5, 1.5, Number.NaN])('%s is none', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('a secret reference', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'stint-secret-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
    delete process.env['STINT_TEST_SECRET'];
  });

  it('reads a file that only its owner may read, beside the configuration', () => {
    writeFileSync(join(folder, 'pw'), 'the secret\n', { mode: 0o600 });
    expect(readSecret('file:pw', join(folder, 'stint.yaml'))).toEqual({ ok: true, value: 'the secret' });
  });

  it.each([0o640, 0o604, 0o666])('refuses a file of mode %o and says what to run', (mode) => {
    writeFileSync(join(folder, 'pw'), 'canary-pw');
    chmodSync(join(folder, 'pw'), mode);
    const result = readSecret('file:pw', join(folder, 'stint.yaml'));
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).toContain(`chmod 600 ${join(folder, 'pw')}`);
    expect(JSON.stringify(result)).not.toContain('canary-pw');
  });

  it('says which file or variable is not there', () => {
    expect(readSecret('file:gone', join(folder, 'stint.yaml'))).toEqual({
      ok: false,
      sentence: `The file ${join(folder, 'gone')} cannot be read.`,
    });
    expect(readSecret('env:STINT_TEST_SECRET', 'stint.yaml')).toEqual({
      ok: false,
      sentence: 'The environment variable STINT_TEST_SECRET is not set.',
    });
    process.env['STINT_TEST_SECRET'] = 'x';
    expect(readSecret('env:STINT_TEST_SECRET', 'stint.yaml')).toEqual({ ok: true, value: 'x' });
  });
});
