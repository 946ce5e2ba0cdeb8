// Text on its ground is at least 4.5 : 1 in both themes, edges of controls 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11), computed from the tokens.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../renderer/styles/tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): ReadonlyMap<string, string> {
  const from = css.indexOf(`${selector} {`);
  const block = css.slice(from, css.indexOf('}', from));
  return new Map(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/gu)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** WCAG's relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT: readonly (readonly [text: string, ground: string])[] = [
  ...['bg', 'surface', 'sunk'].flatMap((ground) => [['ink', ground] as const, ['muted', ground] as const]),
  ...['live', 'warn', 'bad', 'wait'].flatMap((tone) => [
    [tone, `${tone}-soft`] as const,
    [tone, 'surface'] as const,
    [tone, 'bg'] as const,
  ]),
  ['bg', 'ink'],
  ['on', 'live'],
  ['on', 'wait'],
  ['on', 'bad'],
  ['ink', 'wait-soft'],
];
const EDGES: typeof TEXT = [
  ['edge', 'bg'],
  ['edge', 'surface'],
  ['focus', 'bg'],
  ['focus', 'surface'],
  ['live', 'live-soft'],
];

describe('contrast', () => {
  it('is computed as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  describe.each([
    ['light', ':root'],
    ['dark', ":root[data-theme='dark']"],
  ])('in the %s theme', (_theme, selector) => {
    const tokens = tokensOf(selector);
    const colour = (name: string): string => {
      const value = tokens.get(name);
      if (value === undefined) throw new Error(`tokens.css has no --${name} for ${selector}`);
      return value;
    };

    it.each(TEXT)('lets --%s be read on --%s', (text, ground) => {
      expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
    });

    it.each(EDGES)('lets --%s be seen on --%s', (edge, ground) => {
      expect(contrast(colour(edge), colour(ground))).toBeGreaterThanOrEqual(3);
    });
  });
});
