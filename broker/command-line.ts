/** What the broker was asked to do on its command line. Pure. */
import { parseArgs } from 'node:util';

export type Command =
  | { readonly command: 'run'; readonly config: string | null; readonly port: number | null }
  | { readonly command: 'check'; readonly config: string | null }
  | { readonly command: 'help'; readonly wrong: string | null };

export const USAGE = `Usage: npm run broker -- [--config FILE] [--port NUMBER]
       npm run broker -- --check [FILE]

  --config FILE   the configuration (default: broker/stint.yaml in STINT_HOME, written on the first run)
  --port NUMBER   listen there instead of where the configuration says; 0: any free port
  --check [FILE]  only say whether the configuration is right`;

const options = {
  config: { type: 'string' },
  port: { type: 'string' },
  check: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export function parseCommandLine(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    if (values.help === true) return { command: 'help', wrong: null };
    const file = positionals[0] ?? values.config ?? null;
    if (positionals.length > (values.check === true ? 1 : 0)) return wrong('There is one word too many.');
    if (values.check === true) return { command: 'check', config: file };
    if (values.port === undefined) return { command: 'run', config: file, port: null };
    const port = Number(values.port);
    if (!/^\d{1,5}$/u.test(values.port) || port > 65_535)
      return wrong('--port takes a number from 0 to 65535.');
    return { command: 'run', config: file, port };
  } catch (error) {
    return wrong(
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'The command line is wrong.',
    );
  }
}

function wrong(sentence: string): Command {
  return { command: 'help', wrong: sentence };
}
