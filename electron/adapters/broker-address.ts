/**
 * Which broker addresses the desktop talks to. Refuses with a sentence; never repeats a credential that stood in an address.
 */
import { words } from '../words.ts';

export type Address =
  { readonly ok: true; readonly origin: string } | { readonly ok: false; readonly sentence: string };

/** `loopbackOnly`: this runtime gets no security updates, so it talks to this computer only. */
export function parseBrokerAddress(text: string, loopbackOnly: boolean): Address {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return no(words.address.looksLike);
  }
  // SECURITY: broker-address
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return no(words.address.https);
  if (url.username !== '' || url.password !== '') return no(words.address.noName);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return no(words.address.noPath);
  }
  const loopback = isLoopback(url.hostname);
  if (url.protocol === 'http:' && !loopback) {
    return no(words.address.plain);
  }
  if (loopbackOnly && !loopback) {
    return no(words.address.loopback);
  }
  return { ok: true, origin: url.origin };
}

/** `URL` has normalised the host: every spelling of an IPv4 address is dotted, IPv6 is shortest and in brackets. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname);
}

function no(sentence: string): Address {
  return { ok: false, sentence };
}
