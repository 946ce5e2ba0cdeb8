// `npm start` with a stand-in for the application and the broker: a program for the tests of how a run goes.
import path from 'node:path';
import { runStart } from '../../../scripts/start/run-start.ts';

await runStart({
  root: path.join(import.meta.dirname, 'fixture-project'),
  build: () => Promise.resolve(),
  args: process.argv.slice(2),
});
