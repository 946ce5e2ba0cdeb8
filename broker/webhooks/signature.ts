/** How a receiver knows that a delivery is ours and fresh: HMAC-SHA256 over the time and the very bytes of the body. Pure. */
import { createHmac } from 'node:crypto';
import type { Instant } from '../../shared/instant.ts';

/** The header `Stint-Signature`: "t=1764000000,v1=<64 hex digits>". */
export function signatureOf(body: string, key: string, at: Instant): string {
  const seconds = String(Math.floor(at / 1000));
  const mac = createHmac('sha256', key).update(`${seconds}.${body}`, 'utf8').digest('hex');
  return `t=${seconds},v1=${mac}`;
}
