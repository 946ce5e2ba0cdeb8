/**
 * Starts the helper process that lists account names where an OS gives them only together with the secrets (macOS, Windows).
 */
import { utilityProcess } from 'electron';
import type { NamesHelper } from './keychain-names-process.ts';

export function startNamesHelper(file: string): NamesHelper {
  const helper = utilityProcess.fork(file, [], { serviceName: 'Stint keychain names', stdio: 'ignore' });
  return {
    onMessage: (run) => {
      helper.on('message', run);
    },
    onExit: (run) => {
      helper.on('exit', run);
    },
    send: (message) => {
      helper.postMessage(message);
    },
    kill: () => {
      helper.kill();
    },
  };
}
