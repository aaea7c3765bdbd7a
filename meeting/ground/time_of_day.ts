/** A time that clocks on walls show, such as 17:30. */

/** Hours 0 to 23, minutes, seconds; local time. */
export interface TimeOfDay {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** What a person types: `17:30` or `17:30:15`. */
export function parseTimeOfDay(typed: string): TimeOfDay | undefined {
  const parts = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(typed);
  if (parts === null) return undefined;
  const [, hours, minutes, seconds = "0"] = parts;
  return { hours: Number(hours), minutes: Number(minutes), seconds: Number(seconds) };
}

/**
 * The next moment at which clocks show a time: today, or tomorrow when it has been.
 *
 * On the day on which summer time begins an hour is missing: a time in it is that long after the last time before it.
 */
export function nextMoment({ hours, minutes, seconds }: TimeOfDay, now: Date): Date {
  const at = (days: number) => {
    const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate() + days];
    return new Date(year, month, day, hours, minutes, seconds);
  };
  const today = at(0);
  return today > now ? today : at(1);
}
