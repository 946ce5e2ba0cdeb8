/**
 * What a packaged app's command line may hold. Chromium and Node take switches that open a debugger, trust any certificate or
 * send traffic elsewhere, and no fuse covers them all; so only the listed ones are let through. Pure; main.ts quits by its answer.
 */

/** Harmless to what Stint guards: where and how large its window is drawn, and what operating systems add by themselves. */
const ALLOWED = new Set([
  '--ozone-platform',
  '--ozone-platform-hint',
  '--force-device-scale-factor',
  '--high-dpi-support',
  '--lang',
  '--original-process-start-time',
]);

export interface CommandLine {
  /** Without the program itself. */
  readonly args: readonly string[];
  readonly platform: NodeJS.Platform;
  /** Undefined on Windows. */
  readonly uid: number | undefined;
}

/** The switches to refuse, by name only: a value may be anybody's words. Empty when all is well. */
export function forbiddenSwitches({ args, platform, uid }: CommandLine): readonly string[] {
  return args
    .filter((arg) => arg.startsWith('-') || (platform === 'win32' && arg.startsWith('/')))
    .map((arg) => arg.split('=', 1)[0] ?? arg)
    .filter((name) => !isAllowed(name, platform, uid));
}

function isAllowed(name: string, platform: NodeJS.Platform, uid: number | undefined): boolean {
  if (ALLOWED.has(name)) return true;
  // Finder gives each process it starts a serial number.
  if (platform === 'darwin' && /^-psn_\d+_\d+$/u.test(name)) return true;
  // Chromium starts as root without its sandbox or not at all; for anybody else the sandbox is not for sale.
  return name === '--no-sandbox' && uid === 0;
}
