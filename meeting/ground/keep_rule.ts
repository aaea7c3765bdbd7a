/** How much is kept: recordings of so many days, so many bytes, or so many of them. */
import { counted, fileSize } from "./figures.ts";

/** What may stay. */
export type KeepRule =
  /** Recordings that are not older, s. */
  | { readonly kind: "age"; readonly seconds: number }
  /** The youngest that take so many bytes together, with what belongs to them. */
  | { readonly kind: "bytes"; readonly bytes: number }
  /** The youngest, so many of them. */
  | { readonly kind: "count"; readonly count: number };

const DAY_SECONDS = 86_400;
const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
  h: 3_600,
  d: DAY_SECONDS,
  w: 7 * DAY_SECONDS,
  y: 365 * DAY_SECONDS,
};
/** What some people write for a letter. */
const UNIT_BY_WORD: Readonly<Record<string, string>> = {
  ...{ hour: "h", hours: "h", day: "d", days: "d", week: "w", weeks: "w", year: "y", years: "y" },
  ...{ recording: "", recordings: "" },
};
const BYTES_PER_UNIT: Readonly<Record<string, number>> = { mb: 1e6, gb: 1e9, tb: 1e12 };
const LONGEST_SECONDS = 100 * 365 * DAY_SECONDS;

/**
 * What a person types: `30d` (h, d, w or y), `50GB` (MB, GB or TB, powers of ten), or a number of recordings.
 *
 * `30m` is none: to some it is half an hour, to others two and a half years.
 */
export function parseKeepRule(typed: string): KeepRule | undefined {
  const [, figures, word = ""] = /^(\d+(?:\.\d+)?)\s?([a-z]*)$/i.exec(typed) ?? [];
  const number = Number(figures);
  const unit = UNIT_BY_WORD[word.toLowerCase()] ?? word.toLowerCase();
  if (!(number > 0)) return undefined;
  if (unit === "") {
    return Number.isSafeInteger(number) ? { kind: "count", count: number } : undefined;
  }
  const bytes = number * (BYTES_PER_UNIT[unit] ?? NaN);
  if (Number.isSafeInteger(Math.round(bytes))) return { kind: "bytes", bytes: Math.round(bytes) };
  const seconds = number * (SECONDS_PER_UNIT[unit] ?? NaN);
  return seconds <= LONGEST_SECONDS ? { kind: "age", seconds } : undefined;
}

/** What a rule has to do with a recording that goes by it, as a clause. */
export function ruleWords(rule: KeepRule): string {
  switch (rule.kind) {
    case "age":
      return rule.seconds < 2 * DAY_SECONDS
        ? `it is older than ${Math.round(rule.seconds / 360) / 10} h`
        : `it is older than ${Math.round(rule.seconds / DAY_SECONDS * 10) / 10} days`;
    case "bytes":
      return `all together are larger than ${fileSize(rule.bytes)}, and it is among the oldest`;
    case "count":
      return `there ${rule.count === 1 ? "is" : "are"} more than ${
        counted(rule.count, "recording")
      }, and it is among the oldest`;
  }
}

/** Why a rule lets a recording stay, as a clause. */
export function keptWords(rule: KeepRule): string {
  switch (rule.kind) {
    case "age":
      return "it is not that old";
    case "bytes":
      return `the newest of them stay, up to ${fileSize(rule.bytes)}`;
    case "count":
      return `the newest ${rule.count === 1 ? "one stays" : `${rule.count} stay`}`;
  }
}
