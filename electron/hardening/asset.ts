/**
 * Which file an address of the window names: a path inside the built window's folder, or nothing.
 * Only listed kinds of files are served. It reads no file itself.
 */
import { extname, resolve, sep } from 'node:path';
import { isOwnAddress } from './own-address.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export interface Asset {
  readonly path: string;
  readonly contentType: string;
}

/** `folder` is absolute. The answer's path is always inside it. */
export function assetFor(address: string, folder: string): Asset | undefined {
  if (!isOwnAddress(address)) return undefined;
  const named = decode(new URL(address).pathname);
  // SECURITY: assets-inside-folder. An encoded slash, backslash, colon (a Windows drive or stream) or null never names one of our files.
  if (named === undefined || /[\0\\:]|%2f|%5c/iu.test(named)) return undefined;
  const path = resolve(folder, `.${named === '/' ? '/index.html' : named}`);
  if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
  const contentType = CONTENT_TYPES[extname(path)];
  return contentType === undefined ? undefined : { path, contentType };
}

function decode(pathname: string): string | undefined {
  try {
    // An encoded slash would turn into a separator after the address was normalised.
    return /%2f|%5c/iu.test(pathname) ? undefined : decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
