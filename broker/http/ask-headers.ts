/** The header of calls that ask for something: repeated with the same key they are one call. */
import { z } from 'zod';

const KEY = 'Give an Idempotency-Key of 1–200 letters, digits and punctuation.';
export const idempotencyKey = z.string(KEY).regex(/^[\x21-\x7e]{1,200}$/u, KEY);
export const askHeaders = z.looseObject({ 'idempotency-key': idempotencyKey });
