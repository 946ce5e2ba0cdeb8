/**
 * Instants in words: short when near, with the full instant for a tooltip. Pure; "now" and the zone are given.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Instant } from '../../shared/instant.ts';

const DAY_MS = 86_400_000;

// One language on screen: the words are English, so the dates are, too, by the 24 hour clock.
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

/** "14:32" */
export function clockTime(at: Instant): string {
  return clock.format(at);
}

/** "14:02:07", for proofs. */
export function clockTimeWithSeconds(at: Instant): string {
  return clockSeconds.format(at);
}

/** "Tuesday, 24 November 2026 at 14:32:00 UTC", for tooltips. */
export function fullInstant(at: Instant): string {
  return full.format(at);
}

/** "Mon" */
export function shortWeekday(at: Instant): string {
  return weekday.format(at);
}

/** The midnight by this computer's zone that begins the day of an instant. */
export function startOfDay(at: Instant): Instant {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** "Today", "Yesterday", "Tomorrow", "Mon" within a week, else "3 Nov", with the year when it is another. */
export function dayName(at: Instant, now: Instant): string {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / DAY_MS);
  if (days === 0) return 'Today';
  if (days === -1) return 'Yesterday';
  if (days === 1) return 'Tomorrow';
  if (days > -7 && days < 7) return weekday.format(at);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? dayMonth : dayMonthYear).format(at);
}

/** "14:32" today, "tomorrow 09:10", "Mon 09:10", "3 Nov 09:10": what follows "until" and "since". */
export function nearTime(at: Instant, now: Instant): string {
  const day = dayName(at, now);
  if (day === 'Today') return clockTime(at);
  const lower = day === 'Tomorrow' || day === 'Yesterday' ? day.toLowerCase() : day;
  return `${lower} ${clockTime(at)}`;
}

/** "just now", "3 min ago", then {@link nearTime}. */
export function ago(at: Instant, now: Instant): string {
  const passed = now - at;
  if (passed < 60_000) return 'just now';
  if (passed < 3_600_000) return `${describeDuration(Math.floor(passed / 60_000) * 60)} ago`;
  return nearTime(at, now);
}

/** "Today 13:32–14:02", "Yesterday 23:50 – today 00:20" */
export function span(from: Instant, to: Instant, now: Instant): string {
  if (dayName(from, now) === dayName(to, now))
    return `${dayName(from, now)} ${clockTime(from)}–${clockTime(to)}`;
  return `${dayName(from, now)} ${clockTime(from)} – ${nearTime(to, now)}`;
}
