// Every designed state of the window, light and dark, under axe-core: no violation.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWindow, type OpenWindow } from './harness/open-window.ts';
import { inTheme, reachScenario, scenarios } from './harness/scenarios.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** `region` and the like ask for web pages; all else, best practices too, holds for a window. */
const options: RunOptions = { resultTypes: ['violations'] };

let window: OpenWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
});

/** Runs by the debugger's door, so that the page keeps its content security policy. */
async function violations(): Promise<readonly string[]> {
  const session = await window.page.context().newCDPSession(window.page);
  await session.send('Runtime.evaluate', { expression: `${source};0` });
  const answer = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, ${JSON.stringify(options)}).then((found) => JSON.stringify(found))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  const found = JSON.parse(String(answer.result.value)) as AxeResults;
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`).join(' | ')}`,
  );
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(scenarios(Date.now()).map((scenario) => [scenario.name, scenario] as const))(
    'breaks no rule of accessibility: %s',
    async (_name, scenario) => {
      await reachScenario(window, inTheme(scenario, theme));
      expect(await violations()).toEqual([]);
    },
  );
});

describe('the check itself', () => {
  it('sees a violation where there is one', async () => {
    await window.page.evaluate(() => document.querySelector('h1')?.append(document.createElement('button')));
    expect((await violations()).join()).toContain('button-name');
  });
});
