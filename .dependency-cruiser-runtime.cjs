// What is loaded at run time, type imports left out: the window and the preload script reach no validator,
// by however many steps.
const { options } = require('./.dependency-cruiser.cjs');

module.exports = {
  forbidden: [
    {
      name: 'window-loads-no-validator',
      severity: 'error',
      comment: 'Import types only; main validates (shared/ipc.ts).',
      from: { path: '^(?:renderer/|electron/preload\\.ts$)' },
      to: { path: '^node_modules/zod/', reachable: true },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false },
};
