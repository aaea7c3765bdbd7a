/** A time that clocks on walls show, such as 17:30. */

/** Hours 0 to 23, minutes, seconds; local time. */
export interface TimeOfDay {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** What comes twice when summer time ends, nearly everywhere. */
const REPEATED_MS = 3_600_000;

/** What a person types: `17:30`, `17:30:15`, `5pm` or `5:30 pm`. */
export function parseTimeOfDay(typed: string): TimeOfDay | undefined {
  const [, hour, minute = "0", half] = /^(0?[1-9]|1[0-2])(?::([0-5]\d))? ?([ap])m$/i.exec(typed) ??
    [];
  if (hour !== undefined && half !== undefined) {
    const later = half.toLowerCase() === "p" ? 12 : 0;
    return { hours: Number(hour) % 12 + later, minutes: Number(minute), seconds: 0 };
  }
  const parts = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(typed);
  if (parts === null) return undefined;
  const [, hours, minutes, seconds = "0"] = parts;
  return { hours: Number(hours), minutes: Number(minutes), seconds: Number(seconds) };
}

/**
 * The next moment at which clocks show a time: today, or tomorrow when it has been.
 *
 * On the day on which summer time begins an hour is missing: a time in it is that long after the last time before it. On the
 * day on which it ends an hour comes twice, and each time in it.
 */
export function nextMoment({ hours, minutes, seconds }: TimeOfDay, now: Date): Date {
  const at = (days: number) => {
    const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate() + days];
    return new Date(year, month, day, hours, minutes, seconds);
  };
  const today = at(0);
  if (today > now) return today;
  const again = new Date(today.getTime() + REPEATED_MS);
  const isRepeated = again.getHours() === today.getHours() &&
    again.getMinutes() === today.getMinutes();
  return isRepeated && again > now ? again : at(1);
}

/** ISO 8601 with the offset of the machine's time zone at that moment, to the millisecond. */
export function localTime(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}
