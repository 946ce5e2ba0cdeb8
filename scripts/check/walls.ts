// The walls of this code base as lint rules: which folder may import and name what, and where to go instead.
// Every message says the way out. It never says how code looks; that is Prettier's.

/** One import that is not allowed; `allowTypeImports` lets `import type` through. */
interface ImportWall {
  readonly regex: string;
  readonly message: string;
  readonly allowTypeImports?: boolean;
}
interface NameWall {
  readonly name: string;
  readonly message: string;
}
interface SyntaxWall {
  readonly selector: string;
  readonly message: string;
}
/** What a set of files may not do, beyond what is said of every file. */
export interface Walls {
  readonly imports?: readonly ImportWall[];
  readonly names?: readonly NameWall[];
  readonly syntax?: readonly SyntaxWall[];
}

const clockWay =
  'take the clock from deps (ports/clock.ts): only adapters/system-clock.ts reads the time and sets timers.';
const randomWay = 'take randomness from deps: only adapters make it, so that a test can say what comes.';

const timers = ['setTimeout', 'setInterval', 'setImmediate'];

/** No reading of the time and no timers. */
export const noClock: Walls = {
  names: timers.map((name) => ({ name, message: `${name}: ${clockWay}` })),
  syntax: [
    {
      selector: "MemberExpression[object.name='Date'][property.name='now']",
      message: `Date.now: ${clockWay}`,
    },
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: `new Date(): ${clockWay}` },
    { selector: "CallExpression[callee.name='Date']", message: `Date(): ${clockWay}` },
    { selector: "MemberExpression[object.name='performance']", message: `performance: ${clockWay}` },
    {
      selector: `MemberExpression[object.name=/^(?:globalThis|window|global)$/][property.name=/^(?:${timers.join('|')})$/]`,
      message: `A timer by another name: ${clockWay}`,
    },
  ],
  imports: [{ regex: '^(?:node:)?(?:timers|perf_hooks)', message: `Timers and clocks: ${clockWay}` }],
};

export const noRandom: Walls = {
  syntax: [
    {
      selector: "MemberExpression[object.name='Math'][property.name='random']",
      message: `Math.random: ${randomWay}`,
    },
  ],
};

/** The other processes' folders: code is shared by moving it to shared/, never by reaching over. */
function noOther(folders: string): ImportWall {
  return {
    regex: `^(?:\\.{1,2}/)+(?:${folders})/`,
    message:
      'Another process lives there: move what both need to shared/, or speak over IPC or the broker’s API.',
  };
}

const noTools: ImportWall = {
  regex: '^(?:\\.{1,2}/)+(?:scripts|test)/',
  message: 'The product does not load its tools or tests: move it the other way.',
};

const noAdapters: ImportWall = {
  regex: '(?:^|/)adapters/',
  message:
    'Only main.ts and composition.ts know adapters: import the interface from ports/ and take it from deps.',
};

const noElectron: ImportWall = {
  regex: '^electron(?:/|$)',
  message:
    'Only electron/main.ts, electron/preload.ts and electron/adapters/electron-*.ts import Electron: use a port.',
};

const noNode: ImportWall = {
  regex: '^(?:node:|(?:fs|path|os|url|util|crypto|http|https|net|child_process|stream|buffer|events)(?:/|$))',
  message: 'There is no Node in the window: ask main through the bridge (shared/bridge.ts).',
};

const validator =
  'The window and the preload script load no validator: import types only; main validates (shared/ipc.ts).';
const noZod: readonly ImportWall[] = [
  { regex: '^zod(?:/|$)', message: validator, allowTypeImports: true },
  { regex: '/shared/(?:api(?:-[a-z]+)?|ipc)\\.ts$', message: validator, allowTypeImports: true },
];

const pure =
  'shared/ is pure: its own files, zod and the message formatter only. Node, Electron, React and the network belong behind a port.';

export const walls = {
  shared: {
    imports: [
      {
        regex: '^(?!\\.{1,2}/|(?:zod|intl-messageformat|@formatjs/icu-messageformat-parser)$)',
        message: pure,
      },
      { regex: '^(?:\\.{1,2}/)+(?:electron|renderer|broker|cli|scripts|test)/', message: pure },
    ],
    names: ['window', 'document', 'process', 'Buffer', 'fetch', 'crypto', 'performance', 'globalThis'].map(
      (name) => ({ name, message: `${name}: ${pure}` }),
    ),
  },
  electron: { imports: [noOther('renderer|broker|cli'), noTools] },
  broker: { imports: [noOther('renderer|electron|cli'), noTools, noElectron] },
  renderer: { imports: [noOther('electron|broker|cli'), noTools, noElectron, noNode, ...noZod] },
  preload: {
    imports: [
      ...noZod,
      noNode,
      { regex: '^\\./', message: 'The preload script is names only: shared/channels.ts and Electron.' },
    ],
  },
  withoutElectron: { imports: [noElectron] },
  withoutAdapters: { imports: [noAdapters] },
} satisfies Record<string, Walls>;

/** Said of every file we wrote. */
export const everywhere: Walls = {
  syntax: [
    {
      selector: 'ExportAllDeclaration',
      message: 'No re-exporting files: import from the module that has it.',
    },
    {
      selector: 'AssignmentExpression[left.property.name=/^(?:innerHTML|outerHTML)$/]',
      message: 'Never write HTML from text: render it with React, which escapes.',
    },
    {
      selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
      message: 'Never write HTML from text: render it with React, which escapes.',
    },
  ],
};

/** Tests wait for what they need and use a hand-written clock. */
export const inTests: Walls = {
  names: timers.map((name) => ({
    name,
    message: `${name}: a test waits for a condition (vi.waitFor, expect.poll, or a fake clock), never for a time.`,
  })),
  imports: [
    {
      regex: '^(?:node:)?timers',
      message: 'A test waits for a condition (vi.waitFor, expect.poll, or a fake clock), never for a time.',
    },
  ],
  syntax: [
    {
      selector: "MemberExpression[object.name='vi'][property.name='useFakeTimers']",
      message: 'No global timer mocks: hand a fake Clock to the code under test.',
    },
    {
      selector: 'MemberExpression[property.name=/^(?:only)$/][object.name=/^(?:it|test|describe)$/]',
      message: 'A lone test hides the others: remove .only.',
    },
  ],
};

/** The walls put together, as the three lint rules that hold them. */
export function toRules(...parts: readonly Walls[]): Record<string, unknown> {
  const imports = parts.flatMap((part) => part.imports ?? []);
  const names = parts.flatMap((part) => part.names ?? []);
  const syntax = parts.flatMap((part) => part.syntax ?? []);
  return {
    '@typescript-eslint/no-restricted-imports': ['error', { patterns: imports }],
    // With no names the rule must be off: ESLint keeps an earlier block's options when a later one gives a severity alone.
    'no-restricted-globals': names.length === 0 ? 'off' : ['error', ...names],
    'no-restricted-syntax': ['error', ...syntax],
  };
}
