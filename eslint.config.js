// What ESLint holds: typescript-eslint's strictest set, and the walls of scripts/check/walls.ts folder by folder.
// Later blocks replace the restriction rules of earlier ones, so each block names all the walls of its files.
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { explainCast } from './scripts/check/explain-cast.ts';
import { everywhere, inTests, noClock, noRandom, toRules, walls } from './scripts/check/walls.ts';

const sources = ['shared', 'electron', 'renderer', 'broker'].map((folder) => `${folder}/**/*.{ts,tsx}`);
const ownClock = [
  'electron/adapters/system-clock.ts',
  'broker/adapters/system-clock.ts',
  'renderer/clock.ts',
];
const ownElectron = ['electron/main.ts', 'electron/preload.ts', 'electron/adapters/electron-*.ts'];
const ownAdapters = [
  'electron/main.ts',
  'electron/composition.ts',
  'broker/composition.ts',
  'electron/keychain-names-helper.ts',
];

/** @param {string} root the folder that holds the tsconfigs; tests lint a tree of their own */
export function configFor(root) {
  return tseslint.config(
    {
      ignores: ['node_modules/', 'out/', 'dist/', 'release/', '.cache/', '**/*.cjs', 'test/check/fixtures/'],
    },
    { linterOptions: { reportUnusedDisableDirectives: 'error' } },
    ...tseslint.configs.strictTypeChecked,
    {
      languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
      plugins: { stint: { rules: { 'explain-cast': explainCast } } },
      rules: {
        '@typescript-eslint/switch-exhaustiveness-check': [
          'error',
          { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
        ],
        '@typescript-eslint/consistent-type-imports': 'error',
        '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
        '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
        '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
        eqeqeq: 'error',
        'no-debugger': 'error',
        'no-eval': 'error',
        'no-new-func': 'error',
      },
    },
    { files: sources, rules: { 'stint/explain-cast': 'error' } },
    {
      // The one place where a default is meant: a status leaves alone every event that does not fit it, and the
      // transition table's test has a cell for each pair.
      files: ['shared/lifecycle.ts'],
      rules: {
        '@typescript-eslint/switch-exhaustiveness-check': [
          'error',
          { considerDefaultExhaustiveForUnions: true },
        ],
      },
    },

    { files: ['shared/**'], rules: toRules(everywhere, noClock, noRandom, walls.shared) },

    ...inside('electron', walls.electron),
    ...inside('broker', walls.broker),

    { files: ['renderer/**'], rules: toRules(everywhere, noClock, noRandom, walls.renderer) },
    { files: ['renderer/clock.ts'], rules: toRules(everywhere, noRandom, walls.renderer) },
    {
      files: ['renderer/**/*.{ts,tsx}'],
      plugins: { 'react-hooks': hooks },
      rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
    },

    { files: ['scripts/**', '*.config.ts'], rules: toRules(everywhere, noRandom) },
    {
      files: ['test/**'],
      rules: {
        ...toRules(everywhere),
        // Fakes answer at once where a port is asynchronous; a test fails just as well where an element is missing.
        '@typescript-eslint/require-await': 'off',
        '@typescript-eslint/no-non-null-assertion': 'off',
        '@typescript-eslint/unbound-method': 'off',
      },
    },
    { files: ['test/**/*.test.{ts,tsx}'], rules: toRules(everywhere, inTests) },

    // Plain JavaScript is not type-checked: it is what an older Node can run, and kept small.
    { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
    // Run by Electron itself, as CommonJS.
    { files: ['scripts/default-app/**'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  );
}

/** A process with ports and adapters: its composition root, its adapters and everything else. */
function inside(folder, own) {
  const all = [everywhere, noClock, noRandom, own];
  const files = (names) => names.filter((name) => name.startsWith(`${folder}/`));
  const electronWall = folder === 'electron' ? [walls.withoutElectron] : [];
  const blocks = [
    [[`${folder}/**/*.ts`], [...all, walls.withoutAdapters, ...electronWall]],
    // Adapters touch the world: they may make randomness and lean on each other.
    [[`${folder}/adapters/**`], [everywhere, noClock, own, ...electronWall]],
    [files(ownElectron).filter((name) => name.includes('adapters/')), [everywhere, noClock, own]],
    [files(ownAdapters), [...all, ...(folder === 'electron' ? [] : electronWall)]],
    [files(ownClock), [everywhere, own, ...electronWall]],
    [files(['electron/preload.ts']), [...all, walls.preload]],
  ];
  return blocks
    .filter(([names]) => names.length > 0)
    .map(([names, parts]) => ({ files: names, rules: toRules(...parts) }));
}

export default configFor(import.meta.dirname);
