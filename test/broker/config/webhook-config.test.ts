import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeConfigError } from '../../../broker/config/config-error.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import { readWebhook } from '../../../broker/config/read-webhook.ts';
import { findSecretErrors } from '../../../broker/config/secret-errors.ts';
import type { Config } from '../../../broker/config/schema.ts';
import { SHIPPED } from '../test-broker.ts';

const CANARY = 'canary-path-12aa';
const GOOD = `targets:
  - { id: billing, name: billing, kind: demo }
profiles: []
webhooks:
  - id: ops-chat
    url: https://chat.example/${CANARY}
    format: slack
    on: [request-waiting, denied]
  - id: siem
    url: env:STINT_TEST_WEBHOOK_ADDRESS
    format: generic
    secret: env:STINT_TEST_WEBHOOK_KEY
    on: [lease-stuck]
`;

function errorsOf(text: string): string[] {
  const result = parseConfig(text, 'stint.yaml');
  return result.ok ? [] : result.errors.map(describeConfigError);
}

function configOf(text: string): Config {
  const result = parseConfig(text, 'stint.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.value;
}

describe('webhooks in stint.yaml', () => {
  it('are read, and there are none where the file names none', () => {
    expect(errorsOf(GOOD)).toEqual([]);
    expect(configOf(GOOD).webhooks.map(({ id }) => id)).toEqual(['ops-chat', 'siem']);
    expect(configOf(SHIPPED).webhooks).toEqual([]);
  });

  it.each([
    [
      `https://chat.example/${CANARY}`,
      `http://chat.example/${CANARY}`,
      '6:10 webhooks[0].url: Write an https',
    ],
    [
      `https://chat.example/${CANARY}`,
      `https://me:${CANARY}@chat.example/`,
      '6:10 webhooks[0].url: Write an https',
    ],
    [`https://chat.example/${CANARY}`, `ftp://127.0.0.1/${CANARY}`, '6:10 webhooks[0].url: Write an https'],
    [`https://chat.example/${CANARY}`, CANARY, '6:10 webhooks[0].url: Write an https'],
    ['format: slack', 'format: teams', '7:13 webhooks[0].format: Allowed values: generic, slack.'],
    ['[request-waiting, denied]', '[]', '8:9 webhooks[0].on: Name at least one thing to tell.'],
    ['[request-waiting, denied]', '[aproved]', '8:10 webhooks[0].on[0]: Allowed values: request-waiting, '],
    ['id: siem', 'id: ops-chat', '9:9 webhooks[1].id: Another webhook has this id already.'],
    ['    secret: env:STINT_TEST_WEBHOOK_KEY\n', '', '9:5 webhooks[1].secret: This key is missing'],
    [
      'secret: env:STINT_TEST_WEBHOOK_KEY',
      `secret: ${CANARY}`,
      '12:13 webhooks[1].secret: Name where the secret is',
    ],
    ['format: slack', 'format: slack\n    secret: env:X', '8:5 webhooks[0].secret: Unknown key.'],
  ])('with %s written as %s are refused with the line, and without the address', (line, instead, says) => {
    const errors = errorsOf(GOOD.replace(line, instead));
    expect(errors).toEqual([expect.stringContaining(`stint.yaml:${says}`)]);
    expect(errors.join('')).not.toContain(CANARY);
  });

  it('may lead to this machine without encryption', () => {
    for (const host of ['127.0.0.1:9000', 'localhost', '[::1]:9000'])
      expect(errorsOf(GOOD.replace(`https://chat.example/${CANARY}`, `http://${host}/`))).toEqual([]);
    for (const host of ['127.0.0.1.evil.example', '0.0.0.0', '10.0.0.1', '[::2]'])
      expect(errorsOf(GOOD.replace(`https://chat.example/${CANARY}`, `http://${host}/`))).toHaveLength(1);
  });
});

describe('address and key of a webhook', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'stint-webhook-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** With address and key in files. */
  function withFiles(address: string, key: string, mode = 0o600): Config {
    for (const [name, text] of [
      ['address', address],
      ['key', key],
    ] as const)
      writeFileSync(join(folder, name), `${text}\n`, { mode });
    return configOf(
      GOOD.replace('env:STINT_TEST_WEBHOOK_ADDRESS', 'file:address').replace(
        'env:STINT_TEST_WEBHOOK_KEY',
        'file:key',
      ),
    );
  }
  const beside = (): string => join(folder, 'stint.yaml');

  it('are read from where they are, and are in nothing that is printed', () => {
    const config = withFiles(`https://siem.example/${CANARY}`, 'k'.repeat(16));
    expect(findSecretErrors(config, beside())).toEqual([]);
    const [chat, siem] = config.webhooks.map((each) => readWebhook(each, beside()));
    if (chat?.ok !== true || siem?.ok !== true) throw new Error('They were not read.');
    expect(chat.value.address().href).toBe(`https://chat.example/${CANARY}`);
    expect(chat.value.key).toBe(null);
    expect(siem.value.address().href).toBe(`https://siem.example/${CANARY}`);
    expect(siem.value.key?.()).toBe('k'.repeat(16));
    expect(JSON.stringify([chat, siem])).not.toMatch(/canary|kkkk/u);
  });

  it.each([
    [
      `http://siem.example/${CANARY}`,
      'k'.repeat(16),
      'webhooks[1].url: What stands there is no https address',
    ],
    [CANARY, 'k'.repeat(16), 'webhooks[1].url: What stands there is no https address'],
    [
      `https://siem.example/${CANARY}`,
      CANARY.slice(0, 15),
      'webhooks[1].secret: It is too short to sign with',
    ],
  ])('are refused where they are wrong, and not repeated: %s', (address, key, says) => {
    const errors = findSecretErrors(withFiles(address, key), beside());
    expect(errors).toEqual([expect.stringContaining(says)]);
    expect(errors.join('')).not.toContain('canary');
  });

  it('are refused where others may read them, or where they are missing', () => {
    const open = configOf(GOOD.replace('env:STINT_TEST_WEBHOOK_ADDRESS', 'file:open'));
    writeFileSync(join(folder, 'open'), 'https://siem.example/', { mode: 0o644 });
    expect(findSecretErrors(open, beside())).toEqual([
      expect.stringContaining('webhooks[1].url: Others may read'),
    ]);
    expect(findSecretErrors(configOf(GOOD), beside())).toEqual([
      expect.stringContaining('The environment variable STINT_TEST_WEBHOOK_ADDRESS is not set.'),
    ]);
  });
});
