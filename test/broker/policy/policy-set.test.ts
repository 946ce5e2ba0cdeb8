import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import { loadPolicies } from '../../../broker/policy/load-policies.ts';
import { createPolicySet } from '../../../broker/policy/policy-set.ts';
import { createPolicyStore } from '../../../broker/policy/policy-store.ts';
import { SHIPPED } from '../test-broker.ts';
import { KNOWN, MEMBERS, setOf } from './policy-bench.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stint-policies-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** "2: What is wrong." */
function errorsOf(...texts: string[]): string[] {
  const made = createPolicySet(
    texts.map((text, index) => ({ file: `${index + 1}.cedar`, text })),
    KNOWN,
  );
  return made.ok ? [] : made.errors.map(({ line, sentence }) => `${line}: ${sentence}`);
}

const good = '@id("a") permit(principal, action == Action::"start", resource);';

describe('a set of policies', () => {
  it.each([
    ['is cut in half', `${good}\n@id("b") permit(principal, action ==`, /^2: Unexpected end of input/u],
    ['is no policy', 'permit everything', /^1: Unexpected token/u],
    [
      'has a policy without a name',
      `${good}\n\npermit(principal, action, resource);`,
      /^3: Give this policy a name/u,
    ],
    [
      'names one twice',
      `${good}\n${good.replace('permit', 'forbid')}`,
      /^2: The policy in 1.cedar is called “a” too/u,
    ],
    [
      'has an unknown annotation',
      `@id("a") @aproval("1 of group:dba") permit(principal, action, resource);`,
      /no annotation @aproval. Did you mean “approval”/u,
    ],
    [
      'asks for an approval nobody can read',
      `@id("a") @approval("two of dba") permit(principal, action, resource);`,
      /@approval takes "2 of group:dba, then/u,
    ],
    [
      'asks one group twice',
      `@id("a") @approval("1 of group:dba, then 1 of group:dba") permit(principal, action, resource);`,
      /names each group once/u,
    ],
    [
      'gives a reason at a permit',
      `@id("a") @deny_reason("no") permit(principal, action, resource);`,
      /stands at a forbid/u,
    ],
    [
      'gives a reason with invisible characters',
      `@id("a") @deny_reason("no\u202e") forbid(principal, action, resource);`,
      /Leave control and invisible characters out/u,
    ],
    [
      'announces to nobody',
      `@id("a") @announce("dba") permit(principal, action, resource);`,
      /@announce takes "group:/u,
    ],
    [
      'announces to a group nobody is in',
      `@id("a") @announce("group:dbas") permit(principal, action, resource);`,
      /no group “dbas”/u,
    ],
    [
      'announces at a forbid',
      `@id("a") @announce("group:dba") forbid(principal, action, resource);`,
      /@announce stands/u,
    ],
    [
      'asks at a forbid',
      `@id("a") @approval("nobody") forbid(principal, action, resource);`,
      /stands at a permit/u,
    ],
    [
      'speaks of what no context has',
      `@id("a") permit(principal, action, resource)\nwhen { context.duration < 5 };`,
      /^2: Attribute `duration`/u,
    ],
    [
      'misspells an action',
      `@id("a") forbid(principal, action == Action::"strat", resource);`,
      /did you mean `Action::"start"`/u,
    ],
    [
      'misspells an importance',
      `@id("a") forbid(principal, action, resource in Importance::"hi");`,
      /valid entity eids/u,
    ],
    [
      'reads what may not be there',
      `@id("a") forbid(principal, action, resource) unless { context.sourceAddress.isLoopback() };`,
      /context has sourceAddress/u,
    ],
    [
      'compares a number with a text',
      `@id("a") forbid(principal, action, resource) when { context.hour == "9" };`,
      /types/u,
    ],
    [
      'misspells a target',
      `@id("a") forbid(principal, action, resource in Target::"biling");`,
      /no target “biling”.*“billing”/u,
    ],
    [
      'misspells a profile',
      `@id("a") forbid(principal, action, resource == Profile::"p2");`,
      /no profile “p2”/u,
    ],
    ['misspells a tag', `@id("a") forbid(principal, action, resource in Tag::"pi");`, /no tag “pi”/u],
    [
      'misspells an environment',
      `@id("a") forbid(principal, action, resource in Environment::"prod");`,
      /no environment/u,
    ],
    [
      'misspells a group',
      `@id("a") permit(principal in Group::"dbas", action, resource);`,
      /no group “dbas”.*“dba”/u,
    ],
    [
      'asks for a group nobody is in',
      `@id("a") @approval("1 of group:dbas") permit(principal, action, resource);`,
      /no group “dbas”/u,
    ],
    [
      'waits for an approval by a group nobody is in',
      `@id("a") permit(principal, action == Action::"start", resource) when { context.approvals.contains("1 of group:dbas") };`,
      /no group “dbas”/u,
    ],
    ['is a template', `@id("a") permit(principal == ?principal, action, resource);`, /Templates/u],
  ])('is refused where it %s, with the line', (_what, text, error) => {
    const errors = errorsOf(text);
    expect(errors.join('\n')).toMatch(error);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('counts columns in characters, not in bytes', () => {
    const made = createPolicySet(
      [
        { file: 'a.cedar', text: `// größer\n/* */` },
        { file: 'b.cedar', text: '@id("ü") ü' },
      ],
      KNOWN,
    );
    expect(made.ok ? [] : made.errors.map(({ file, column }) => [file, column])).toEqual([
      ['a.cedar', 1],
      ['b.cedar', 10],
    ]);
  });

  it('is the same version for the same policies, in whatever order, and another for others', () => {
    const other = good.replaceAll('"a"', '"b"');
    expect(setOf(good + other).version).toBe(setOf(other + good).version);
    expect(setOf(good).version).not.toBe(setOf(other).version);
  });

  it('knows what its policies speak of, also where one hides it', () => {
    expect([...setOf(MEMBERS).speaks]).toEqual(['approvals']);
    const hidden =
      '@id("h") forbid(principal, action == Action::"start", resource) when { {c: context}.c.reason == "" };';
    expect([...setOf(hidden).speaks]).toContain('reason');
    // An attribute of a person, by way of the context.
    const through =
      '@id("t") forbid(principal, action == Action::"review", resource) when { context has asker.name };';
    expect([...setOf(through).attributes]).toContain('name');
  });
});

describe('policies on disk', () => {
  const parsed = parseConfig(SHIPPED, 'stint.yaml');
  if (!parsed.ok) throw new Error('The shipped configuration is wrong.');
  const config = { ...parsed.value, policies: ['mine.cedar'] };
  const yaml = path.join(folder, 'stint.yaml');
  const file = path.join(folder, 'mine.cedar');

  it('are read beside stint.yaml', () => {
    writeFileSync(file, good, { mode: 0o600 });
    const loaded = loadPolicies(config, yaml);
    expect(loaded.ok && [...loaded.value.facts.keys()]).toEqual(['a']);
  });

  it('are refused where everybody may write to them, and where there are none', () => {
    writeFileSync(file, good);
    chmodSync(file, 0o666);
    expect(loadPolicies(config, yaml)).toMatchObject({
      ok: false,
      errors: [{ file, sentence: expect.stringMatching(/chmod/u) as string }],
    });
    rmSync(file);
    expect(loadPolicies(config, yaml)).toMatchObject({
      ok: false,
      errors: [{ sentence: 'This file cannot be read.' }],
    });
  });

  it('stay in force as they were while what is on disk is wrong', () => {
    let text = good;
    const told: object[] = [];
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (facts: object) => void told.push(facts),
    };
    const load = (): ReturnType<typeof createPolicySet> =>
      createPolicySet([{ file: 'x.cedar', text }], KNOWN);
    const store = createPolicyStore({ first: setOf(good), load, log });
    let changes = 0;
    store.onChange(() => (changes += 1));
    const { version } = store.current();

    text = 'permit(';
    expect(store.reload()).toBe(false);
    expect(store.current().version).toBe(version);
    expect(store.troubles()).toEqual([expect.stringMatching(/^x\.cedar:1:\d+ Unexpected end/u)]);
    expect(told).toEqual([{ troubles: store.troubles() }]);

    text = good;
    expect(store.reload()).toBe(false);
    expect(store.troubles()).toEqual([]);
    text = good.replace('permit', 'forbid');
    expect(store.reload()).toBe(true);
    expect(store.current().version).not.toBe(version);
    expect(changes).toBe(1);
  });
});
