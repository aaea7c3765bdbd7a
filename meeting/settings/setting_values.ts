/** How the values of settings are written. Each schema takes what a person types; its issue says what is expected. */
import * as z from "zod";
import { commandWords } from "../ground/command_words.ts";
import { type KeepRule, parseKeepRule } from "../ground/keep_rule.ts";
import { parseTimeOfDay, type TimeOfDay } from "../ground/time_of_day.ts";

/** The bit rates of MPEG-1 layer III, kbit/s (ISO/IEC 11172-3, table of `bitrate_index`). */
export const BITRATES_KBPS = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];

const SECONDS_PER_UNIT = { d: 86_400, h: 3_600, m: 60, s: 1 };
const LONGEST_DURATION_SECONDS = 30 * 86_400;

/** A type of value: text as it is typed, or the same as a number, in; something checked out. */
export type ValueSchema<T> = z.ZodType<T, string | number>;

/** Makes a schema of a function that gives undefined for text that it cannot take. */
function value<T>(expected: string, parse: (text: string) => T | undefined): ValueSchema<T> {
  return z.union([z.string(), z.number()], { error: expected }).transform((given, context) => {
    const parsed = parse(String(given).trim());
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  });
}

/** Any text but none. */
export const text: ValueSchema<string> = value(
  "a text that is not empty is expected",
  (typed) => typed === "" ? undefined : typed,
);

/** A text that stands in a file's tag: one line, of a length that players show. */
export const label: ValueSchema<string> = value(
  "a text of up to 1000 characters is expected",
  (typed) => typed === "" || typed.length > 1_000 ? undefined : typed.replace(/\p{Cc}+/gu, " "),
);

/** A path: any text but blanks, and each blank counts, also at its ends. */
export const path: ValueSchema<string> = rawText((typed) => typed);

/** A device in any words, or `file:` with a path, of which each blank counts. */
export const sourceText: ValueSchema<string> = rawText((typed) =>
  typed.startsWith("file:") ? typed : typed.trim()
);

/** Any text but blanks, as it is typed. */
function rawText(cleaned: (typed: string) => string): ValueSchema<string> {
  const expected = "a text that is not empty is expected";
  return z.union([z.string(), z.number()], { error: expected }).transform((given, context) => {
    const typed = String(given);
    if (typed.trim() !== "") return cleaned(typed);
    context.addIssue({ code: "custom", message: expected });
    return z.NEVER;
  });
}

/** One of some words; typed in any case. */
export function choice<const T extends string>(...words: readonly T[]): ValueSchema<T> {
  return value(
    `${listed(words)} is expected`,
    (typed) => words.find((word) => word === typed.toLowerCase()),
  );
}

/** One of some whole numbers. */
export function numberChoice<const T extends number>(...numbers: readonly T[]): ValueSchema<T> {
  return value(
    `${listed(numbers.map(String))} is expected`,
    (typed) => /^\d+$/.test(typed) ? numbers.find((number) => number === Number(typed)) : undefined,
  );
}

/** `5 minutes`, `90min`, `2 days`: the letter is enough. */
const UNIT_WORDS = /(\d) ?([dhms])(?:ays?|(?:ou)?rs?|in(?:ute)?s?|ec(?:ond)?s?)?(?![a-z])/gi;

/**
 * A span of time: `90s`, `45m`, `1h30m`, `1:30:00`, or seconds without a unit; gives seconds.
 *
 * `1:30` is none: to some it is an hour and a half, to others a minute and a half, and a recording would end too early.
 */
export const duration: ValueSchema<number> = value(
  "a time such as 90s, 45m, 1h30m, 1:30:00 or 3600 (seconds) is expected, up to 30d",
  (text) => {
    const typed = text.replace(/^(\d+):([0-5]\d):([0-5]\d)$/, "$1h$2m$3s")
      .replace(UNIT_WORDS, (_word, before, unit) => `${before}${unit}`).replaceAll(" ", "");
    const parts = /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s?)?$/i.exec(typed);
    if (!parts || typed === "") return undefined;
    const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = parts;
    const total = Number(days) * SECONDS_PER_UNIT.d + Number(hours) * SECONDS_PER_UNIT.h +
      Number(minutes) * SECONDS_PER_UNIT.m + Number(seconds) * SECONDS_PER_UNIT.s;
    return total > 0 && total <= LONGEST_DURATION_SECONDS ? total : undefined;
  },
);

/** A span of time, or `off`, which gives Infinity. */
export const durationOrOff: ValueSchema<number> = value(
  "off, or a time such as 60s or 5m, is expected",
  (typed) => typed.toLowerCase() === "off" ? Infinity : duration.safeParse(typed).data,
);

/** Where a recording is split into parts: `1h` gives seconds, `500MB` bytes. */
export const split: ValueSchema<{ seconds: number } | { bytes: number }> = value(
  "a time from 10s on such as 1h, or a size from 1MB on such as 500MB or 2GB, is expected",
  (typed) => {
    const size = /^(\d+(?:\.\d+)?)\s*([kMG])i?B$/i.exec(typed);
    if (size) {
      const [, number = "", unit = ""] = size;
      const bytes = Number(number) * { K: 1e3, M: 1e6, G: 1e9 }[unit.toUpperCase() as "K"];
      return bytes >= 1e6 ? { bytes } : undefined;
    }
    // 500M is a size to some, and 500 minutes to nobody.
    const seconds = /\dM$/.test(typed) ? undefined : duration.safeParse(typed).data;
    return seconds !== undefined && seconds >= 10 ? { seconds } : undefined;
  },
);

/** A program and its arguments, run without a shell. */
export const command: ValueSchema<readonly [string, ...string[]]> = value(
  "a program is expected, and arguments behind it; quotes must be closed",
  commandWords,
);

/** A time of day, `17:30` or `17:30:15`. */
export const timeOfDay: ValueSchema<TimeOfDay> = value(
  "a time of day such as 17:30, 17:30:15 or 5:30pm is expected",
  parseTimeOfDay,
);

/** How much is kept: a term, a size, or a number of recordings. */
export const keepRule: ValueSchema<KeepRule> = value(
  "how much to keep is expected: 30d (h, d, w, y), 50GB (MB, GB, TB), or a number of recordings",
  parseKeepRule,
);

/** How much is remembered before a recording begins: none, or up to a minute, of which memory is enough. */
export const preRoll: ValueSchema<number> = value(
  "a time from 0s to 60s is expected",
  (typed) => {
    if (/^0+s?$/.test(typed)) return 0;
    const seconds = duration.safeParse(typed).data ?? Infinity;
    return seconds <= 60 ? seconds : undefined;
  },
);

/** An MP3 bit rate, `32k` to `320k`; gives kbit/s. */
export const bitrate: ValueSchema<number> = value(
  `one of ${BITRATES_KBPS.map((rate) => `${rate}k`).join(" ")} is expected`,
  (typed) => {
    const match = /^(\d+) ?(?:k(?:bps|bit\/s)?)?$/i.exec(typed);
    return match ? BITRATES_KBPS.find((rate) => rate === Number(match[1])) : undefined;
  },
);

/** LAME's quality of a varying bit rate: 0 is the best, 9 the smallest. */
export const quality: ValueSchema<number> = value(
  "a whole number from 0 (best) to 9 (smallest) is expected",
  (typed) => /^\d$/.test(typed) ? Number(typed) : undefined,
);

/** Who may read and write a file, in octal digits as for chmod: `0640`; its owner must be able to do both. */
export const fileMode: ValueSchema<number> = value(
  "octal digits such as 0640 are expected, the owner's 6 or 7",
  (typed) => /^0?[67][0-7]{2}$/.test(typed) ? parseInt(typed, 8) : undefined,
);

/** A factor above 0 and up to 1,000. */
export const pace: ValueSchema<number> = value(
  "a number above 0 and up to 1000 is expected",
  (typed) => {
    const factor = /^\d*\.?\d+$/.test(typed) ? Number(typed) : NaN;
    return factor > 0 && factor <= 1_000 ? factor : undefined;
  },
);

/** A gate: `auto`, `off`, or a threshold such as `-50dB`; gives dBFS. */
export const gate: ValueSchema<"auto" | "off" | number> = value(
  "auto, off or a threshold from -90dB to -10dB is expected",
  (text) => {
    const typed = text.toLowerCase();
    if (typed === "auto" || typed === "off") return typed;
    const match = /^(-\d+(?:\.\d+)?)(?:dB(?:FS)?)?$/i.exec(typed);
    const thresholdDb = match ? Number(match[1]) : NaN;
    return thresholdDb >= -90 && thresholdDb <= -10 ? thresholdDb : undefined;
  },
);

/** How deep a closed gate is: `silence`, or decibels such as `20dB`; gives dB, Infinity for silence. */
export const gateDepth: ValueSchema<number> = value(
  "silence or a depth from 3dB to 60dB is expected",
  (typed) => {
    if (typed.toLowerCase() === "silence") return Infinity;
    const match = /^-?(\d+(?:\.\d+)?)(?:dB)?$/i.exec(typed);
    const depthDb = match ? Number(match[1]) : NaN;
    return depthDb >= 3 && depthDb <= 60 ? depthDb : undefined;
  },
);

/** How much louder something is played: `6dB`, `-10dB`; gives dB. */
export const gain: ValueSchema<number> = value(
  "a gain from -40dB to 20dB is expected",
  (typed) => {
    const match = /^([+-]?\d+(?:\.\d+)?)(?:dB)?$/i.exec(typed);
    const gainDb = match ? Number(match[1]) : NaN;
    return gainDb >= -40 && gainDb <= 20 ? gainDb : undefined;
  },
);

/** What levels are brought to: `peak`, `loudness`, `off`, or a loudness such as `-23LUFS`; gives LUFS. */
export const normalize: ValueSchema<"peak" | "loudness" | "off" | number> = value(
  "peak, loudness, off or a loudness from -40LUFS to -5LUFS is expected",
  (text) => {
    const typed = text.toLowerCase();
    if (typed === "peak" || typed === "loudness" || typed === "off") return typed;
    const match = /^(-\d+(?:\.\d+)?)(?:LUFS)?$/i.exec(typed);
    const lufs = match ? Number(match[1]) : NaN;
    return lufs >= -40 && lufs <= -5 ? lufs : undefined;
  },
);

/** "a, b or c" */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
