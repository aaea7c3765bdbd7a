/** What a recording came to, in lines for people. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { clockTime, counted, fileSize, level, shortTime } from "../../meeting/ground/figures.ts";
import type { MeetingReport, Span, TrackFacts } from "../../meeting/report/meeting_report.ts";
import { SIDE_LABEL } from "../../meeting/report/side_words.ts";
import { whole } from "../terminal/wrap_words.ts";
import { missingLines, type RecordingFiles, talkLine } from "./fact_lines.ts";
import { reportWords } from "../../meeting/report/sound_words.ts";

/** A recording must be so long before its clocks can be judged; seconds. */
const TELLING_CLOCK_SECONDS = 60;

/** More is not read. */
const MOST_LINES = 8;

/** What a line is about. */
type Topic = "file" | "talk" | "end" | "missing" | "hushed" | "side" | "stem" | "mute" | "echo";

/** What people ask for first: where there are too many lines, those of the last topics are left out. */
const TOPICS: readonly Topic[] = [
  ...["file", "talk", "end", "missing", "hushed", "side", "stem", "mute", "echo"] as const,
];

interface Line {
  readonly topic: Topic;
  readonly text: string;
}

/**
 * At most eight lines: about the file, each side, each stem that was kept, who talked how much, how loud it is, and what is
 * missing when.
 */
export function summaryLines(report: MeetingReport, did: "Recorded" | "Recovered"): string[] {
  const { output, bytes, seconds, tracks, stems, tail } = report;
  const lines: Line[] = [];
  const add = (topic: Topic, ...texts: readonly string[]) => {
    lines.push(...texts.map((text) => ({ topic, text })));
  };
  const size = whole(`(${fileSize(bytes)})`);
  add("file", `${did} ${clockTime(seconds)} to ${whole(output.shown)} ${size}`);
  lines.push(...hushLines(report));
  if (tail) {
    add("end", `  nobody spoke any more: the last ${shortTime(tail.seconds)} are cut off`);
  }
  for (const track of TRACK_NAMES) {
    const facts = tracks[track];
    if (facts) add("side", `  ${SIDE_LABEL[track].padEnd(4)}  ${trackLine(facts)}`);
  }
  add("echo", ...echoLines(report));
  for (const track of TRACK_NAMES) {
    const stem = stems[track];
    if (stem !== undefined) add("stem", `  ${SIDE_LABEL[track].padEnd(4)}  kept as ${whole(stem)}`);
  }
  const files = filesOf(report);
  if (files) {
    add("talk", `  ${talkLine(files)}`);
    add("missing", ...missingLines(files));
  }
  return mostImportant(lines).map(({ text }) => text);
}

/** As many as are read, in their order. */
function mostImportant(lines: readonly Line[]): Line[] {
  const rank = ({ topic }: Line) => TOPICS.indexOf(topic);
  const ranked = lines.toSorted((one, other) => rank(one) - rank(other));
  const kept = new Set(ranked.slice(0, MOST_LINES));
  return lines.filter((line) => kept.has(line));
}

/** What is known of the file, or of each part; nothing where one of them is not known. */
function filesOf({ facts, parts = [] }: MeetingReport): RecordingFiles | undefined {
  if (facts !== undefined) return [facts];
  const [first, ...others] = parts.flatMap((part) => part.facts ?? []);
  return first === undefined || others.length + 1 < parts.length ? undefined : [first, ...others];
}

/** What of the call the microphone heard, and what became of it; nothing of a second or less. */
function echoLines({ sound: { echo } }: MeetingReport): string[] {
  if (!echo || echo.seconds <= 1) return [];
  const { seconds, leftAloneSeconds, levelDb, leftDb } = echo;
  const heard = `  ${SIDE_LABEL.mic.padEnd(4)}  the microphone heard the call for ${
    clockTime(seconds)
  }`;
  if (leftAloneSeconds >= seconds) return [`${heard}; its echo could not be reduced`];
  const less = levelDb > -Infinity ? `, by ${Math.round(levelDb - leftDb)} dB` : "";
  const but = leftAloneSeconds >= 1 ? `, but for ${clockTime(leftAloneSeconds)}` : "";
  return [`${heard}; its echo was reduced${less}${but}`];
}

/** What was not to be kept, and what that leaves. */
function hushLines({ seconds, fileSeconds = seconds, pauses, mutes }: MeetingReport): Line[] {
  const lines: Line[] = [];
  const sum = (spans: readonly Span[]) => spans.reduce((all, one) => all + one.seconds, 0);
  const last = pauses.at(-1);
  if (last !== undefined) {
    const kept = `the file lasts ${clockTime(fileSeconds)}`;
    const text = `  ${counted(pauses.length, "pause")} (${clockTime(sum(pauses))}); ${kept}`;
    lines.push({ topic: "hushed", text });
    if (last.atSeconds + last.seconds >= seconds) {
      const text = `  it was still paused when it ended: nothing is kept from ${at(last)} on`;
      lines.push({ topic: "end", text });
    }
  }
  for (const track of TRACK_NAMES) {
    const own = mutes.filter((mute) => mute.track === track);
    if (own.length === 0) continue;
    const text = `  ${SIDE_LABEL[track].padEnd(4)}  muted for ${clockTime(sum(own))}`;
    lines.push({ topic: "mute", text });
  }
  return lines;
}

function at({ atSeconds }: Span): string {
  return clockTime(atSeconds);
}

function trackLine(about: TrackFacts): string {
  const { peakDb, rmsDb, missing, ppm, startOffsetSeconds } = about;
  const facts = [];
  if (peakDb !== undefined && rmsDb !== undefined) {
    facts.push(peakDb === -Infinity ? "silence" : `peak ${level(peakDb)}, mean ${level(rmsDb)}`);
  }
  // Over a short time the jitter of the callbacks is larger than any clock's error.
  if (about.seconds >= TELLING_CLOCK_SECONDS && ppm !== 0) {
    facts.push(`clock ${ppm > 0 ? "+" : ""}${ppm.toFixed(1)} ppm`);
  }
  if (missing.count > 0) {
    facts.push(`${counted(missing.count, "gap")} (${shortTime(missing.seconds)})`);
  }
  if (startOffsetSeconds >= 0.1) facts.push(`began ${startOffsetSeconds.toFixed(1)} s late`);
  for (const spare of about.spares) {
    const { name, atSeconds, seconds } = spare;
    facts.push(`${name} in its place for ${shortTime(seconds)} at ${clockTime(atSeconds)}`);
  }
  if (about.droppedFrames > 0) {
    facts.push(`${shortTime(about.droppedFrames / about.rateHz)} missing, the computer was busy`);
  }
  const { unplacedFrames = 0 } = about;
  if (unplacedFrames > 0) facts.push(`${shortTime(unplacedFrames / about.rateHz)} came too late`);
  facts.push(...soundFacts(about));
  return facts.length === 0 ? about.name : `${about.name}: ${facts.join(", ")}`;
}

/** What was wrong with the sound, once for each kind; that all of it was silence is said already. */
function soundFacts({ troubles, peakDb }: TrackFacts): string[] {
  const kinds = new Set(troubles.map(({ kind }) => kind));
  if (peakDb === -Infinity) kinds.delete("digital-silence");
  return [...kinds].map((kind) => {
    const lasted = troubles.filter((one) => one.kind === kind)
      .reduce((sum, { seconds }) => sum + seconds, 0);
    return reportWords(kind, lasted);
  });
}
