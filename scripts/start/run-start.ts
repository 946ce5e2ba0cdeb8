// A whole run of Stint: what is stale is built, a broker and, where there is none, a desktop are brought, and the
// tray application runs on them. When it ends, in whatever way, the application is asked to quit first, so that
// it wipes what it holds; then the rest goes. It never keeps a secret itself.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { createLifeline } from '../../test/desktop/lifeline.ts';
import { electronRuntime } from '../electron-runtime.mjs';
import { homeOfAccount, stintHome } from '../stint-home.ts';
import { joinOrStartBroker, tokenFile } from './embedded-broker.ts';
import { onEnding } from './ending.ts';
import { startLogged } from './logged-process.ts';
import { ownAccount, readOptions } from './options.ts';
import { fillIn, missingParts } from './screenless.ts';
import { CommandError, say } from './words.ts';

export interface StartDeps {
  /** The folder that holds broker/main.ts and, by its package.json, the application. */
  readonly root: string;
  /** Brings the application up to date; throws a CommandError when it cannot. */
  readonly build: () => Promise<void>;
  readonly args: readonly string[];
}

const appGraceMs = 20_000;

/** Runs until the application has quit or an end is asked for; then ends everything and the process. */
export async function runStart({ root, build, args }: StartDeps): Promise<void> {
  const lifeline = createLifeline();
  const ending = onEnding(() => {
    say('ending: the application wipes what it holds, then the broker stops');
    void lifeline.end().then(() => process.exit());
  });

  /** What tells the application its broker, and the token to prefill where the broker is ours. */
  const brokerEnv = async (home: string, account: string): Promise<NodeJS.ProcessEnv> => {
    if ((process.env['STINT_BROKER_URL'] ?? '') !== '') return {};
    const { url, joined } = await joinOrStartBroker(lifeline, root, home);
    say(joined ? `joined the broker at ${url}` : `the broker listens at ${url}`);
    return { STINT_BROKER_URL: url, STINT_TOKEN_FILE: tokenFile(home, account) };
  };

  const run = async (): Promise<number> => {
    const { account } = readOptions(args);
    const home = stintHome({ platform: process.platform, env: process.env, userHome: homedir() });
    const appHome = account === ownAccount ? home : homeOfAccount(home, account);
    for (const folder of [home, appHome]) mkdirSync(folder, { recursive: true, mode: 0o700 });

    const [, desktop, broker] = await Promise.all([
      build(),
      fillIn(lifeline, missingParts(process.platform, process.env)),
      brokerEnv(home, account),
    ]);
    // Ended meanwhile: what would be started now would be nobody's.
    if (ending.isAsked()) return 0;

    const runtime = electronRuntime();
    const log = path.join(appHome, 'logs', 'app.log');
    const app = startLogged(lifeline, {
      command: runtime.path,
      // Chromium's sandbox refuses root; an ordinary user always has it.
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
      cwd: root,
      env: { ...process.env, ...desktop, ...broker, STINT_HOME: appHome },
      graceMs: appGraceMs,
      log,
    });
    const kind = runtime.fallback ? ' (the fallback, for development only)' : '';
    say(`Stint is in the tray, as ${account}, on Electron ${runtime.version}${kind}. Its log: ${log}`);
    say('Ctrl-C wipes what is held and ends everything.');
    const code = await app.ended;
    if (code !== 0 && !ending.isAsked()) {
      say(`the application ended (${String(code)}). Its last words:\n${app.lastWords()}`);
    }
    return code;
  };

  try {
    const code = await run();
    if (!ending.isAsked()) process.exitCode = code;
  } catch (error) {
    // Whatever fails while everything is being ended fails because of it.
    if (!ending.isAsked()) {
      process.exitCode = 1;
      if (error instanceof CommandError) say(error.message);
      else console.error(error);
    }
  }
  await lifeline.end();
  process.exit();
}
