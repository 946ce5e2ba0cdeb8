// The walls once more, over the whole graph: ESLint sees one file at a time, neither cycles nor dynamic imports.
// This graph holds type imports too; what is loaded at run time is judged by .dependency-cruiser-runtime.cjs.
const processes = ['electron', 'renderer', 'broker'];

/** Files of ours that a folder may not reach, as dependency-cruiser's path patterns. */
const notFrom = (name, from, to, comment, more = {}) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: to, ...more },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two modules that need each other are one, or lack a third: move the shared part out.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dynamic-imports',
      severity: 'error',
      // What comes after the tray icon, after the window's first paint, and with another tab is loaded late; the build makes a bundle of each.
      // The broker, which is not bundled, is loaded once its command line is found right.
      comment: 'The product is bundled and its walls are checked: import at the top of the file.',
      from: {
        path: '^(?:shared|electron|renderer|broker)/',
        pathNot: '^(?:(?:electron|broker)/main\\.ts|renderer/(?:main|late-panels)\\.tsx)$',
      },
      to: { dynamic: true },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      comment: 'The import leads nowhere: mend the path, or ask for the package.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'shared-is-pure',
      severity: 'error',
      comment: 'shared/ has its own files and zod only; everything else belongs behind a port.',
      from: { path: '^shared/(?!words/)' },
      to: { pathNot: '^(?:shared/|node_modules/zod/)' },
    },
    {
      name: 'words-are-pure',
      severity: 'error',
      comment: 'shared/words/ has its own files and the message formatter only.',
      from: { path: '^shared/words/' },
      to: { pathNot: '^(?:shared/|node_modules/(?:intl-messageformat|@formatjs)/)' },
    },
    ...processes.map((folder) =>
      notFrom(
        `${folder}-keeps-to-itself`,
        `^${folder}/`,
        `^(?:${processes.filter((other) => other !== folder).join('|')}|cli|scripts|test)/`,
        'Another process, or a tool: move what both need to shared/.',
      ),
    ),
    notFrom(
      'only-main-knows-electron-adapters',
      '^electron/(?!(?:main|composition)\\.ts$|adapters/|keychain-names-helper\\.ts$)',
      '^electron/adapters/',
      'Import the interface from electron/ports/ and take it from deps.',
    ),
    notFrom(
      'only-main-knows-broker-adapters',
      '^broker/(?!composition\\.ts$|adapters/)',
      '^broker/adapters/',
      'Import the interface from broker/ports/ and take it from deps.',
    ),
    notFrom(
      'only-named-files-know-electron',
      '^(?:shared|renderer|broker)/|^electron/(?!main\\.ts$|preload\\.ts$|adapters/electron-[^/]+\\.ts$)',
      '^node_modules/electron/',
      'Use a port; electron/adapters/electron-*.ts implements it.',
    ),
    {
      name: 'window-has-no-node',
      severity: 'error',
      comment: 'There is no Node in the window: ask main through the bridge.',
      from: { path: '^(?:renderer/|electron/preload\\.ts$)' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:out|dist|release|\\.cache)/|^test/check/fixtures/' },
    // Where the packages come from is npm's business: one folder, whether linked or not.
    preserveSymlinks: true,
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css'],
    },
  },
};
