/** Hour, minute and weekday in the time zone policies speak of. Pure. */
import type { Instant } from '../../shared/instant.ts';

export interface LocalTime {
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 1439. */
  readonly minuteOfDay: number;
  /** "monday" to "sunday" */
  readonly weekday: string;
}

const MINUTE_MS = 60_000;

/** `timeZone`: a name of the IANA database, as "Europe/Berlin". Throws a RangeError for one that is unknown. */
export function createLocalTime(timeZone: string): (at: Instant) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'long',
  });
  // Most questions of a minute are the same.
  let latest: { readonly minute: number; readonly time: LocalTime } | undefined;
  return (at) => {
    const minute = Math.floor(at / MINUTE_MS);
    if (latest?.minute === minute) return latest.time;
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const hour = Number(parts.get('hour'));
    const time = {
      hour,
      minuteOfDay: hour * 60 + Number(parts.get('minute')),
      weekday: (parts.get('weekday') ?? '').toLowerCase(),
    };
    latest = { minute, time };
    return time;
  };
}
