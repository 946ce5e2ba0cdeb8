/**
 * Which broker addresses the desktop talks to. Refuses with a sentence; never repeats a credential that stood in an address.
 */
export type Address =
  { readonly ok: true; readonly origin: string } | { readonly ok: false; readonly sentence: string };

/** `loopbackOnly`: this runtime gets no security updates, so it talks to this computer only. */
export function parseBrokerAddress(text: string, loopbackOnly: boolean): Address {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return no('A broker’s address looks like https://stint.example.com.');
  }
  // SECURITY: broker-address
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return no('A broker’s address begins with https://.');
  if (url.username !== '' || url.password !== '') return no('Leave name and password out of the address.');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return no('Leave out what follows the host name and the port in the address.');
  }
  const loopback = isLoopback(url.hostname);
  if (url.protocol === 'http:' && !loopback) {
    return no('Over http: everybody on the way could read along. Use the broker’s https:// address.');
  }
  if (loopbackOnly && !loopback) {
    return no('This is the development runtime of Stint: it talks to a broker on this computer only.');
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
