import { describe, expect, it } from 'vitest';
import { describeConfigError } from '../../../broker/config/config-error.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import { toProfileRules } from '../../../broker/config/to-profile-rules.ts';
import { SHIPPED } from '../test-broker.ts';

const GOOD = `targets:
  - id: jump
    name: jump hosts
    kind: ssh
    hosts: [{ host: jump.example }]
    caKey: env:CA
    sourceAddress: any
  - { id: billing, name: billing, kind: demo }
profiles:
  - id: jump-shell
    name: A shell
    longest: 1 h
    entitlements:
      - target: jump
        principal: ops
`;

function errorsOf(text: string): string[] {
  const result = parseConfig(text, 'stint.yaml');
  return result.ok ? [] : result.errors.map(describeConfigError);
}

function rulesOf(text: string): ReturnType<typeof toProfileRules> {
  const result = parseConfig(text, 'stint.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return toProfileRules(result.value);
}

describe('an SSH entitlement', () => {
  it('gives a terminal and nothing else, at the login of its principal’s name, unless it says otherwise', () => {
    const [plain] = rulesOf(GOOD);
    expect(plain?.entitlements[0]).toMatchObject({
      kind: 'ssh',
      principal: 'ops',
      username: 'ops',
      forceCommand: null,
      permit: ['permit-pty'],
    });
    const [more] = rulesOf(`${GOOD}        username: deploy
        forceCommand: uptime
        permit: [permit-port-forwarding]
`);
    expect(more?.entitlements[0]).toMatchObject({
      username: 'deploy',
      forceCommand: 'uptime',
      permit: ['permit-port-forwarding'],
    });
    expect(more?.entitlements[0]?.id).not.toBe(plain?.entitlements[0]?.id);
  });

  it('must name a principal and no database, and a database entitlement the other way round', () => {
    expect(errorsOf(GOOD.replace('        principal: ops\n', '        role: reader\n'))).toEqual([
      'stint.yaml:14:9 profiles[0].entitlements[0].principal: This key is missing; it must be a text.',
      'stint.yaml:15:15 profiles[0].entitlements[0].role: A target of kind ssh takes principal, username, forceCommand, permit here, and no role.',
    ]);
    expect(errorsOf(GOOD.replace('target: jump', 'target: billing')).join('\n')).toContain(
      'and no principal.',
    );
  });

  it.each([
    // With a username, so that it is the principal that is refused, not the lack of one.
    ['principal: ops', 'principal: "ops,root"\n        username: ops'],
    ['principal: ops', 'principal: "-oProxyCommand=x"\n        username: ops'],
    ['principal: ops', 'principal: "ops root"\n        username: ops'],
    ['principal: ops', 'principal: ops\n        username: "a b"'],
    ['principal: ops', 'principal: ops\n        permit: [permit-everything]'],
    ['host: jump.example', 'host: "-oProxyCommand=x"'],
    ['host: jump.example', 'host: "a;b"'],
    ['caKey: env:CA', 'caKey: a key right here'],
    ['sourceAddress: any', 'sourceAddress: [10.0.0.0/33]'],
    ['sourceAddress: any', 'sourceAddress: everywhere'],
  ])('with %s written as %s is refused with its line', (line, instead) => {
    expect(errorsOf(GOOD.replace(line, instead))).toEqual([
      expect.stringMatching(/^stint\.yaml:\d+:\d+ \S+: \S/u),
    ]);
  });

  it('needs a username where its principal can be none', () => {
    const text = GOOD.replace('principal: ops', 'principal: "ops:read"');
    expect(errorsOf(text)).toEqual([expect.stringMatching(/^stint\.yaml:15:\d+ .*give a username/u)]);
    expect(errorsOf(`${text}        username: ops\n`)).toEqual([]);
  });

  it('of hosts elsewhere is not tied to the address that asks, which they never see', () => {
    const text = GOOD.replace('    sourceAddress: any\n', '');
    expect(errorsOf(text)).toEqual([
      expect.stringMatching(/^stint\.yaml:\d+:\d+ targets\[0\]\.sourceAddress: .*write any/u),
    ]);
    expect(errorsOf(text.replace('jump.example', '127.0.0.1'))).toEqual([]);
  });

  it('stands in the shipped profiles alone and beside a database', () => {
    const kinds = Object.fromEntries(
      rulesOf(SHIPPED).map((rule) => [rule.profile.id, rule.entitlements.map(({ kind }) => kind)]),
    );
    expect(kinds).toMatchObject({ bastion: ['ssh'], 'invoice-case': ['postgresql', 'ssh'] });
  });
});

it('a profile whose target did not start says why, and only that one', () => {
  const result = parseConfig(SHIPPED, 'stint.yaml');
  if (!result.ok) throw new Error('The shipped configuration is wrong.');
  const rules = toProfileRules(result.value, new Map([['bastion', 'Install openssh-server.']]));
  const why = Object.fromEntries(rules.map((rule) => [rule.profile.id, rule.unavailable]));
  expect(why).toMatchObject({
    'billing-read': null,
    bastion: 'Install openssh-server.',
    'invoice-case': 'Install openssh-server.',
  });
});
