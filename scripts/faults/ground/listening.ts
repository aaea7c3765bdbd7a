/** Listens to a finished file: wherever a side sounded, it must be heard. */
import { basename } from "node:path";
import type { TrackName } from "../../../capture/ground/tracks.ts";
import { decode, levelsOf } from "../../stage/tones.ts";

/** A side of a finished file. */
export interface HeardSide {
  readonly side: TrackName;
  /** What the file is compared with: the side's own stem, or what was played without a pause. */
  readonly reference: "stem" | "played";
  /** Seconds in which the side sounded. */
  readonly soundingSeconds: number;
  /** Those of them in which it is silent in the file. */
  readonly silentSeconds: number;
  /** Its energy in the file against the reference, dB, over all those seconds; NaN when it never sounded. */
  readonly againstDb: number;
}

/** What was heard in a file. */
export interface Heard {
  readonly file: string;
  readonly sides: readonly HeardSide[];
}

/** Levels of one frequency in each second, dBFS, by the frequency in Hz. */
export type Levels = ReadonlyMap<number, readonly number[]>;

/** In a stem nothing sounds below this, dBFS: the beginnings of other tones are heard there. */
const SOUND_DB = -45;
/** A side that is so much weaker in the file than in its stem is not heard there, dB. */
const WEAKEST_DB = -20;
/** `levelsOf` gives so many in a second. */
const HOPS = 100;

/**
 * How loud frequencies are in each second of a sound file, in the channel that has most of each: two channels may be each
 * other's opposite.
 *
 * @param channels how many the file is taken for
 * @param lastSeconds what follows is not looked at
 */
export async function listenTo(
  path: string,
  tonesHz: readonly number[],
  channels: number,
  lastSeconds = Infinity,
): Promise<Levels> {
  const decoded = await decode(path, channels);
  const most = Math.min(lastSeconds, 1e6) * decoded.rateHz;
  return new Map(tonesHz.map((hz) => {
    const each = decoded.channels.map((samples) =>
      inSeconds(levelsOf(samples.subarray(0, most), hz))
    );
    const [first = [], ...others] = each;
    return [hz, first.map((db, i) => Math.max(db, ...others.map((other) => other[i] ?? db)))];
  }));
}

/** The mean power of each second, as a level; the last one may be shorter. */
function inSeconds(levels: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(levels.length / HOPS) }, (_, second) => {
    const part = levels.slice(second * HOPS, (second + 1) * HOPS);
    return meanDb(part);
  });
}

function meanDb(levels: readonly number[]): number {
  return 10 * Math.log10(levels.reduce((sum, db) => sum + 10 ** (db / 10), 0) / levels.length);
}

/** A side against its stem: each frequency that sounds in a second of the stem must sound in that of the file. */
export function againstStem(side: TrackName, file: Levels, stem: Levels): HeardSide {
  const pairs = [...stem].flatMap(([hz, levels]) =>
    levels.map((db, second) => [second, db, file.get(hz)?.[second] ?? -Infinity] as const)
  ).filter(([, db]) => db > SOUND_DB);
  const silent = pairs.filter(([, db, inFile]) => inFile < db + WEAKEST_DB);
  return {
    side,
    reference: "stem",
    soundingSeconds: new Set(pairs.map(([second]) => second)).size,
    silentSeconds: new Set(silent.map(([second]) => second)).size,
    againstDb: meanDb(pairs.map(([, , db]) => db)) - meanDb(pairs.map(([, db]) => db)),
  };
}

/**
 * A side against a tone that was played all the time.
 *
 * @param levels of the tone in the file, dBFS in each second
 * @param playedDb how loud it was played, dBFS
 * @param leastDb below this the file is silent, dBFS
 */
export function againstPlayed(
  side: TrackName,
  levels: readonly number[],
  playedDb: number,
  leastDb: number,
): HeardSide {
  const heard = levels.filter((db) => db >= leastDb);
  return {
    side,
    reference: "played",
    soundingSeconds: levels.length,
    silentSeconds: levels.length - heard.length,
    againstDb: (heard.length > 0 ? meanDb(heard) : -Infinity) - playedDb,
  };
}

/** A whole file whose stems were kept. */
export async function hearFile(
  path: string,
  stems: Readonly<Record<TrackName, string>>,
  tonesHz: readonly number[],
): Promise<Heard> {
  const file = await listenTo(path, tonesHz, 2);
  return {
    file: basename(path),
    sides: [
      againstStem("mic", file, await listenTo(stems.mic, tonesHz, 1)),
      againstStem("system", file, await listenTo(stems.system, tonesHz, 2)),
    ],
  };
}
