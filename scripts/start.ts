// `npm start`: Stint as it stands in this folder. How a run goes is in start/run-start.ts.
import path from 'node:path';
import { build } from './build.ts';
import { runStart } from './start/run-start.ts';
import { CommandError, say } from './start/words.ts';

await runStart({
  root: path.resolve(import.meta.dirname, '..'),
  build: async () => {
    const { rebuilt, missing, tookMs } = await build();
    if (missing.length > 0) {
      throw new CommandError(`the application cannot be built: ${missing.join(', ')} is missing.`);
    }
    if (rebuilt) say(`built the application (${(tookMs / 1000).toFixed(1)} s)`);
  },
  args: process.argv.slice(2),
});
