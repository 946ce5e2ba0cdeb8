// What may be wrong with a review before anybody looks for what it is of.
import { CANARY, type BadRequest } from './bad-request.ts';

const UNKNOWN = '01M85SZSVQKCPPN02KHP85HMJX';
const REVIEW = { verdict: 'approve', digest: 'a'.repeat(64), source: 'window' };

const bad = (
  what: string,
  body: object,
  pointer: string,
  says: RegExp,
  code = 'malformed-request',
): BadRequest => ({
  what: `a review with ${what}`,
  who: 'reviewer',
  url: `/v1/grants/${UNKNOWN}/reviews`,
  body: { ...REVIEW, ...body },
  status: code === 'malformed-request' ? 400 : 422,
  code,
  says,
  pointer,
});

export const badReviews: readonly BadRequest[] = [
  bad('another verdict', { verdict: CANARY }, '/verdict', /^verdict: /u),
  bad('no digest', { digest: undefined }, '/digest', /^digest: This is missing/u),
  bad('a digest that is none', { digest: CANARY }, '/digest', /^digest: /u),
  bad('a key there is not', { [CANARY]: true }, '', /a key here that the API does not know/u),
  bad(
    'a comment that is too long',
    { comment: CANARY.repeat(60) },
    '/comment',
    /^comment: Use at most 1000/u,
  ),
  bad(
    'a comment that reads backwards',
    { comment: `${CANARY}\u202e` },
    '/comment',
    /Leave out control and invisible characters/u,
  ),
  bad('no source', { source: undefined }, '/source', /^source: /u),
  bad(
    'a length nobody can ask for',
    { durationSeconds: 5 },
    '/durationSeconds',
    /A duration is a whole number of seconds/u,
    'duration-out-of-range',
  ),
];
