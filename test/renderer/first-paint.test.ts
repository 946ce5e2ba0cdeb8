// What is painted before any script has run is what the window shows until main has answered: nothing jumps, in either theme.
import { readFileSync } from 'node:fs';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { WindowFrame } from '../../renderer/components/window-frame.tsx';

const read = (path: string): string =>
  readFileSync(new URL(`../../renderer/${path}`, import.meta.url), 'utf8');

/** Without the white space between elements, and with empty elements written in one way. */
function plain(markup: string): string {
  return markup
    .replace(/>\s+</gu, '><')
    .replace(/\s*\/>/gu, '>')
    .replace(/<\/(?:path|circle)>/gu, '');
}

describe('the first paint', () => {
  it('shows the same frame as the window does', () => {
    const frame = plain(renderToStaticMarkup(createElement(WindowFrame)));
    expect(frame).toContain('<h1>Stint</h1>');
    expect(plain(read('index.html'))).toContain(`<div class="window">${frame}</div>`);
  });

  it('has the colours of the dark theme where the system is dark', () => {
    const colours = (css: string, selector: string): ReadonlyMap<string, string> => {
      const from = css.indexOf(`${selector} {`);
      const block = css.slice(from, css.indexOf('}', from));
      return new Map(
        [...block.matchAll(/(--[a-z-]+): ([^;]+);/gu)].map(([, name = '', value = '']) => [name, value]),
      );
    };
    const first = colours(read('styles/frame.css'), ':root:not([data-theme])');
    const dark = colours(read('styles/tokens.css'), ":root[data-theme='dark']");
    const used = [...`${read('index.html')} var(--bg) var(--ink)`.matchAll(/var\((--[a-z-]+)\)/gu)].map(
      ([, name = '']) => name,
    );
    expect([...first.keys()].toSorted()).toEqual([...new Set(used)].toSorted());
    for (const [name, value] of first) expect(value, name).toBe(dark.get(name));
  });
});
