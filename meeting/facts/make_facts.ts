/** Puts together what is known of a finished file. */
import { basename } from "node:path";
import { TRACK_NAMES, type TrackName } from "../../capture/ground/tracks.ts";
import { dbOfAmplitude } from "../../dsp/decibels.ts";
import { type Manifest, readManifest } from "../../ffi/bundle/manifest.ts";
import type { ChannelLayout } from "../../post/ground/options.ts";
import type { ProgrammeReport } from "../../post/programme_report.ts";
import type { OutputFile } from "../ground/output_file.ts";
import { localTime } from "../ground/time_of_day.ts";
import {
  type BitRate,
  FACTS_FORMAT,
  FACTS_VERSION,
  type FileFacts,
  type SideFacts,
  type SideName,
} from "./facts_schema.ts";
import type { FileStory } from "./file_story.ts";
import { FileTime, toMs } from "./file_time.ts";
import { bothTalk, talkSeconds } from "./talk.ts";

/** What is needed of the file that was made. */
export type DescribedFile =
  & Pick<
    ProgrammeReport,
    "bytes" | "frames" | "rateHz" | "channels" | "levels" | "peaks" | "outline"
  >
  & Partial<Pick<ProgrammeReport, "sha256" | "chapters">>;

/** What is said of it beside. */
export interface FileWords {
  readonly title: string;
  readonly artist?: string | undefined;
  readonly album?: string | undefined;
  readonly comment?: string | undefined;
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** All that is known. */
export interface Known {
  readonly output: OutputFile;
  readonly layout: ChannelLayout;
  /** Of an MP3. */
  readonly bitRate?: BitRate | undefined;
  readonly made: DescribedFile;
  readonly story: FileStory;
  readonly words: FileWords;
}

/** The facts; every time is one of the file. */
export function factsOf({ output, layout, bitRate, made, story, words }: Known): FileFacts {
  const { frames, rateHz, channels, levels, outline, sha256, bytes } = made;
  const seconds = frames / rateHz;
  const time = new FileTime(outline.kept);
  const { report, startedAt, part } = story;
  const recordedSeconds = report.frames / report.rateHz;
  const { mic = [], system = [] } = outline.speech;
  const bothSeconds = talkSeconds(bothTalk(mic, system));
  const silentSeconds = Math.max(
    0,
    seconds - talkSeconds(mic) - talkSeconds(system) + bothSeconds,
  );
  const share = (part: number) => seconds > 0 ? Math.min(1, rounded(part / seconds, 4)) : 0;
  const sides: { [side in SideName]?: SideFacts } = {};
  for (const track of TRACK_NAMES) {
    if (outline.speech[track] !== undefined) sides[track] = sideFacts(track, made, story, time);
  }
  return {
    ...{ format: FACTS_FORMAT, version: FACTS_VERSION },
    file: {
      ...{ name: basename(output.path), type: output.format, bytes },
      ...(sha256 === undefined ? {} : { sha256 }),
    },
    ...textsOf(words),
    ...(startedAt === undefined ? {} : { startedAt: localTime(startedAt) }),
    programme: {
      ...{ seconds: toMs(seconds), rateHz, channels, layout },
      ...(bitRate === undefined ? {} : { bitRate }),
      loudnessLufs: levelOf(levels.loudnessLufs),
      truePeakDb: levelOf(levels.truePeakDb),
      peakDb: levelOf(levels.peakDb),
    },
    recordedSeconds: toMs(recordedSeconds),
    ...(part === undefined ? {} : { part: partFacts(part) }),
    sides,
    talk: {
      ...{ bothSeconds: toMs(bothSeconds), bothShare: share(bothSeconds) },
      ...{ silentSeconds: toMs(silentSeconds), silentShare: share(silentSeconds) },
    },
    ...storyFacts(story, time),
    chapters: (made.chapters ?? []).map(({ startMs, title }) => ({
      atSeconds: startMs / 1_000,
      title,
    })),
    faults: [...words.faults],
    notes: [...words.notes],
    versions: versionsOf(readManifest()),
  };
}

function partFacts({ number, atSeconds }: NonNullable<FileStory["part"]>) {
  return { number, ...(atSeconds === undefined ? {} : { atSeconds: toMs(atSeconds) }) };
}

function textsOf({ title, artist, album, comment }: FileWords) {
  return {
    title,
    ...(artist === undefined ? {} : { artist }),
    ...(album === undefined ? {} : { album }),
    ...(comment === undefined ? {} : { comment }),
  };
}

function storyFacts({ hushed, marks, report }: FileStory, time: FileTime) {
  const { rateHz, frames } = report;
  const pauses = hushed.pauses.map(({ fromFrame, toFrame }) => {
    const from = fromFrame / rateHz;
    return time.place(from, Math.max(0, Math.min(frames, toFrame) / rateHz - from));
  });
  const whyOf = (from: number, seconds: number): "pause" | "silence" => {
    const isPause = pauses.some((pause) => {
      const end = pause.recordedAtSeconds + pause.recordedSeconds;
      return pause.recordedAtSeconds < from + seconds - 0.01 && end > from + 0.01;
    });
    return isPause ? "pause" : "silence";
  };
  return {
    pauses,
    marks: marks.map(({ atSeconds, text }) => ({
      atSeconds: toMs(time.at(atSeconds)),
      recordedAtSeconds: toMs(atSeconds),
      text,
    })).sort((one, other) => one.recordedAtSeconds - other.recordedAtSeconds),
    cuts: time.cuts(frames / rateHz).map(({ atSeconds, fromSeconds, seconds }) => ({
      atSeconds: toMs(atSeconds),
      recordedAtSeconds: toMs(fromSeconds),
      recordedSeconds: toMs(seconds),
      why: whyOf(fromSeconds, seconds),
    })),
  };
}

function sideFacts(
  track: TrackName,
  { peaks, outline, frames, rateHz }: DescribedFile,
  story: FileStory,
  time: FileTime,
): SideFacts {
  const about = story.report.tracks[track];
  const whole = story.report.frames / story.report.rateHz;
  const intervals = outline.speech[track] ?? [];
  const spoken = talkSeconds(intervals);
  const hushed = story.hushed.mutes[track];
  return {
    name: about?.name ?? story.names?.[track] ?? track,
    ...(about === undefined ? {} : {
      clock: {
        ppm: rounded(about.ppm, 2),
        startOffsetSeconds: toMs(about.startOffsetSeconds),
      },
    }),
    peakDb: levelOf(dbOfAmplitude(peaks[track] ?? 0)),
    speech: {
      seconds: toMs(spoken),
      share: frames > 0 ? Math.min(1, rounded(spoken * rateHz / frames, 4)) : 0,
      intervals: intervals.map(([from, to]) => [toMs(from), toMs(to)]),
    },
    gaps: story.gaps.filter((gap) => gap.track === track)
      .map(({ atSeconds, seconds, cause }) => ({ ...time.place(atSeconds, seconds), cause })),
    mutes: hushed.map(({ fromFrame, toFrame }) => {
      const { rateHz, frames } = story.report;
      return time.place(fromFrame / rateHz, (Math.min(frames, toFrame) - fromFrame) / rateHz);
    }),
    warnings: (story.troubles[track] ?? []).map(({ kind, atSeconds, seconds }) => ({
      ...time.place(atSeconds, seconds ?? Math.max(0, whole - atSeconds)),
      kind,
    })),
    ...(about?.lost === undefined ? {} : { lost: about.lost }),
  };
}

function versionsOf({ confrec, components }: Manifest): Record<string, string> {
  return {
    confrec,
    ...Object.fromEntries(components.map(({ name, version }) => [name, version])),
  };
}

/** Hundredths of a dB are enough. */
function levelOf(levelDb: number): number | null {
  return Number.isFinite(levelDb) ? rounded(levelDb, 2) : null;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
