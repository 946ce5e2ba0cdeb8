import { describe, expect, it } from 'vitest';
import { genericBody } from '../../../broker/webhooks/generic-body.ts';
import { signatureOf } from '../../../broker/webhooks/signature.ts';
import { slackBody } from '../../../broker/webhooks/slack-body.ts';
import { ANNOUNCEMENT_KINDS } from '../../../broker/webhooks/announcement.ts';
import { makeId } from '../../fakes/make-grant.ts';
import { AT, makeFacts } from './make-facts.ts';

const HOSTILE =
  '<!channel> & <https://evil.example|your bank> @here [a](https://evil.example) a\u202eb\u0007c';
const textOf = (body: string): string => (JSON.parse(body) as { text: string }).text;

describe('the form for chats', () => {
  const facts = makeFacts('looking at invoice 7');

  it('says each fact in a sentence', () => {
    expect(textOf(slackBody(facts['request-waiting']))).toBe(
      'Erin looking at invoice 7 asks for “Fix a record looking at invoice 7” for 15 min. “looking at invoice 7” Waits for dba until 2026-03-02 10:00 UTC.',
    );
    expect(textOf(slackBody(makeFacts('x')['review-reminder']))).toMatch(
      /^Still waiting for dba until .* asks for 15 min more of “Fix a record x”/u,
    );
    expect(textOf(slackBody(makeFacts('x')['review-escalated']))).toMatch(
      /^Nobody of dba has decided; leads may as well until /u,
    );
    expect(textOf(slackBody(makeFacts('x').denied))).toBe(
      'Denied by Robin x: the request of Erin x for “Fix a record x”. “x”',
    );
    expect(textOf(slackBody(makeFacts('x').reviewed))).toMatch(/^Robin x approved for 10 min: /u);
    expect(new Set(ANNOUNCEMENT_KINDS.map((kind) => slackBody(facts[kind]))).size).toBe(
      ANNOUNCEMENT_KINDS.length,
    );
  });

  it.each(ANNOUNCEMENT_KINDS)('lets no words in %s address a channel, make a link or hide', (kind) => {
    const text = textOf(slackBody(makeFacts(HOSTILE)[kind]));
    expect(text.replace(/&(?:amp|lt|gt);/gu, '')).not.toMatch(/[<>&]/u);
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).not.toMatch(/@here|\]\(/u);
    expect(text).toContain('&lt;!channel&gt; &amp; ');
  });

  it('caps what people wrote', () => {
    expect(textOf(slackBody(makeFacts('x'.repeat(1000)).denied)).length).toBeLessThan(1500);
  });
});

describe('the JSON form', () => {
  it.each(ANNOUNCEMENT_KINDS)(
    'of %s names kind, delivery and time, and has no bare number of an instant',
    (kind) => {
      const body = genericBody(makeId(9), makeFacts(HOSTILE)[kind]);
      expect(JSON.parse(body)).toMatchObject({ id: makeId(9), kind, at: '2026-03-02T09:00:00.000Z' });
      expect(body).not.toMatch(/:\d{12,}/u);
    },
  );

  it('holds the words as they were written, and durations in seconds', () => {
    const body = JSON.parse(genericBody(makeId(9), makeFacts('a <b> & c')['request-waiting'])) as object;
    expect(body).toMatchObject({
      grant: {
        reason: 'a <b> & c',
        person: { name: 'Erin a <b> & c' },
        requestedAt: '2026-03-02T09:00:00.000Z',
      },
      durationSeconds: 900,
      reviewBy: '2026-03-02T10:00:00.000Z',
    });
  });
});

it('a signature is the HMAC-SHA256 of time and body, as anybody may compute it', () => {
  // printf '1772442000.{}' | openssl dgst -sha256 -hmac 'a key of sixteen'
  expect(signatureOf('{}', 'a key of sixteen', AT + 999)).toBe(
    't=1772442000,v1=0c874d141ea675e76bdf35ad565976128e8e836637035eb75a3db0defda3585a',
  );
});
