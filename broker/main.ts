/** The broker's command line. What is wrong with it is said at once: the broker itself, which takes a second to load, is not loaded for that. */
import { parseCommandLine, USAGE } from './command-line.ts';

const command = parseCommandLine(process.argv.slice(2));
if (command.command === 'help') {
  process.stderr.write(command.wrong === null ? `${USAGE}\n` : `stint broker: ${command.wrong}\n${USAGE}\n`);
  process.exitCode = command.wrong === null ? 0 : 1;
} else {
  const { carryOut } = await import('./composition.ts');
  await carryOut(command);
}
