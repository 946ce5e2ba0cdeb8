// Runs once before the end-to-end tests, however they are started: they look at the app as its sources are now.
import { build } from '../../scripts/build.ts';

export default async function buildFirst(): Promise<void> {
  await build();
}
