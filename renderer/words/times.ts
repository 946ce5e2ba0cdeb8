/**
 * Instants in words: short when near, with the full instant for a tooltip. Pure; "now" and the zone are given.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Instant } from '../../shared/instant.ts';
import { LOCALES } from '../../shared/words/languages.ts';
import { speaker, words } from './words.ts';

const DAY_MS = 86_400_000;

const SHAPES = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  clockSeconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'short' },
  dayMonth: { day: 'numeric', month: 'short' },
  dayMonthYear: { day: 'numeric', month: 'short', year: 'numeric' },
  full: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    hourCycle: 'h23',
  },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** Made once for each language and shape: making one takes longer than a frame has room for many. */
const made = new Map<string, Intl.DateTimeFormat>();

// One language on screen: the words' own, by the 24 hour clock.
function written(shape: keyof typeof SHAPES, at: Instant): string {
  const language = speaker.language();
  const key = `${language} ${shape}`;
  let format = made.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(LOCALES[language], SHAPES[shape]);
    made.set(key, format);
  }
  return format.format(at);
}

/** "14:32" */
export function clockTime(at: Instant): string {
  return written('clock', at);
}

/** "14:02:07", for proofs. */
export function clockTimeWithSeconds(at: Instant): string {
  return written('clockSeconds', at);
}

/** "Tuesday, 24 November 2026 at 14:32:00 UTC", for tooltips. */
export function fullInstant(at: Instant): string {
  return written('full', at);
}

/** "Mon" */
export function shortWeekday(at: Instant): string {
  return written('weekday', at);
}

/** The midnight by this computer's zone that begins the day of an instant. */
export function startOfDay(at: Instant): Instant {
  return new Date(at).setHours(0, 0, 0, 0);
}

function daysBetween(now: Instant, at: Instant): number {
  return Math.round((startOfDay(at) - startOfDay(now)) / DAY_MS);
}

/** "Today", "Yesterday", "Tomorrow", "Mon" within a week, else "3 Nov", with the year when it is another. */
export function dayName(at: Instant, now: Instant): string {
  const days = daysBetween(now, at);
  if (days === 0) return words.times.today;
  if (days === -1) return words.times.yesterday;
  if (days === 1) return words.times.tomorrow;
  if (days > -7 && days < 7) return written('weekday', at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return written(sameYear ? 'dayMonth' : 'dayMonthYear', at);
}

/** "14:32" today, "tomorrow 09:10", "Mon 09:10", "3 Nov 09:10": what follows "until" and "since". */
export function nearTime(at: Instant, now: Instant): string {
  const time = clockTime(at);
  switch (daysBetween(now, at)) {
    case 0:
      return time;
    case -1:
      return words.times.yesterdayAt({ time });
    case 1:
      return words.times.tomorrowAt({ time });
    default:
      return `${dayName(at, now)} ${time}`;
  }
}

/** "just now", "3 min ago", then {@link nearTime}. */
export function ago(at: Instant, now: Instant): string {
  const passed = now - at;
  if (passed < 60_000) return words.times.justNow;
  if (passed < 3_600_000)
    return words.times.ago({ length: describeDuration(Math.floor(passed / 60_000) * 60) });
  return nearTime(at, now);
}

/** "Today 13:32–14:02", "Yesterday 23:50 – today 00:20" */
export function span(from: Instant, to: Instant, now: Instant): string {
  if (dayName(from, now) === dayName(to, now))
    return `${dayName(from, now)} ${clockTime(from)}–${clockTime(to)}`;
  return `${dayName(from, now)} ${clockTime(from)} – ${nearTime(to, now)}`;
}
