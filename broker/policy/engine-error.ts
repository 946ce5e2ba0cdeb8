/** What the engine found wrong, in a sentence and with its place. Pure. */
import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs';

/** Where it begins, in bytes. */
export function startOf(error: DetailedError): number {
  return error.sourceLocations?.[0]?.start ?? 0;
}

export function sentenceOf(error: DetailedError): string {
  const { message, help, sourceLocations } = error;
  const what = message
    .replace(/^for policy `[^`]*`[,:] /u, '')
    .replace(/^failed to parse policies from string: /u, '');
  const label = sourceLocations?.[0]?.label ?? null;
  const more = [label, help].filter((part) => part !== null).map((part) => ` (${part})`);
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}${more.join('')}.`;
}
