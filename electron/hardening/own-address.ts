/**
 * Which addresses are ours. The window lives at app://stint/ and nowhere else; everything it loads or speaks from is judged here,
 * by scheme and host of the parsed address, never by its beginning as text.
 */
export const SCHEME = 'app';
const HOST = 'stint';
export const START_ADDRESS = `${SCHEME}://${HOST}/index.html`;

/** Hosts that may be opened in the person's browser. None yet: nothing in the window leads outside. */
const OPENABLE_HOSTS: readonly string[] = [];

export function isOwnAddress(address: string): boolean {
  const url = parse(address);
  return (
    url?.protocol === `${SCHEME}:` &&
    url.hostname === HOST &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}

/** The page itself, on whichever of its fragments: the only document our window ever shows. */
export function isStartPage(address: string): boolean {
  const url = parse(address);
  return isOwnAddress(address) && (url?.pathname === '/index.html' || url?.pathname === '/');
}

/** What the one door to the person's browser lets through: https, a listed host, the usual port, no user name in it. */
export function mayOpenOutside(address: string, hosts: readonly string[] = OPENABLE_HOSTS): boolean {
  const url = parse(address);
  return (
    url?.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    hosts.includes(url.hostname)
  );
}

function parse(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
