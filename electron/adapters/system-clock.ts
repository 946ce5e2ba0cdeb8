/**
 * The clocks of this computer, and timers that take instants. The one file of the app that reads the time and sets timers.
 * It never trusts a timer: each shot looks at the clock again, because timers stand still in suspend and the wall clock can be set.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { ClockReading } from '../../shared/deadline.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Clock } from '../ports/clock.ts';
import type { Undo } from '../ports/undo.ts';

/** `setTimeout` above 2³¹−1 ms fires at once; a minute is also the longest a wall clock set forward goes unseen here. */
const LONGEST_TIMER_MS = 60_000;

/** What the clock is made of; tests hand in their own. */
export interface Timepieces {
  readonly wallNow: () => Instant;
  /** Milliseconds that only rise. */
  readonly monotonicMs: () => number;
  readonly setTimer: (ms: number, run: () => void) => Undo;
}

const systemTimepieces: Timepieces = {
  wallNow: () => Date.now(),
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000_000n),
  setTimer: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

export function createSystemClock(pieces: Timepieces = systemTimepieces): Clock {
  const bootId = readBootId();
  /** Runs once `leftMs` says nothing is left, however long that is and however often it changes. */
  const whenNothingIsLeft = (leftMs: () => number, run: () => void): Undo => {
    let undo: Undo = () => undefined;
    const arm = (): void => {
      // SECURITY: timer-rechecks-clock
      const ms = Math.min(Math.max(Math.ceil(leftMs()), 0), LONGEST_TIMER_MS);
      undo = pieces.setTimer(ms, () => {
        if (leftMs() > 0) arm();
        else run();
      });
    };
    arm();
    return () => {
      undo();
    };
  };
  return {
    read: (): ClockReading => ({
      wallAt: pieces.wallNow(),
      // Counts through suspend: /proc/uptime on Linux, kern.boottime on macOS, GetTickCount64 on Windows.
      bootMs: Math.round(uptime() * 1000),
      bootId,
    }),
    at: (instant, run) => whenNothingIsLeft(() => instant - pieces.wallNow(), run),
    after: (ms, run) => {
      const startedMs = pieces.monotonicMs();
      return whenNothingIsLeft(() => startedMs + ms - pieces.monotonicMs(), run);
    },
  };
}

/** Names this boot. Where the system will not tell, a name of this process: a doubt that only shortens access. */
function readBootId(): string {
  try {
    if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    if (process.platform === 'darwin') return ask('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']);
    if (process.platform === 'win32') {
      const key =
        'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters';
      const system = process.env['SystemRoot'] ?? 'C:\\Windows';
      return ask(`${system}\\System32\\reg.exe`, ['query', key, '/v', 'BootId']).replace(/\s+/gu, ' ');
    }
    return randomUUID();
  } catch {
    return randomUUID();
  }
}

function ask(command: string, words: readonly string[]): string {
  const answer = execFileSync(command, words, { encoding: 'utf8', timeout: 2000, windowsHide: true }).trim();
  if (answer === '') throw new Error(`${command} said nothing.`);
  return answer;
}
