/** What a recording came to, in lines for people. */
import { TRACK_NAMES } from "../../capture/ground/tracks.ts";
import { clockTime, counted, fileSize, level, shortTime } from "../../meeting/ground/figures.ts";
import type { MeetingReport, Span, TrackFacts } from "../../meeting/report/meeting_report.ts";
import { SIDE_LABEL } from "../../meeting/report/side_words.ts";
import { factLines } from "./fact_lines.ts";
import { reportWords } from "../../meeting/report/sound_words.ts";

/** A recording must be so long before its clocks can be judged; seconds. */
const TELLING_CLOCK_SECONDS = 60;

/** More is not read. */
const MOST_LINES = 8;

/**
 * One line about the file, one for each side, one for each stem that was kept; who talked how much, how loud it is, and
 * what is missing when, as far as there is space.
 */
export function summaryLines(report: MeetingReport, did: "Recorded" | "Recovered"): string[] {
  const { output, bytes, seconds, tracks, stems } = report;
  const lines = [`${did} ${clockTime(seconds)} to ${output.shown} (${fileSize(bytes)})`];
  lines.push(...hushLines(report));
  if (report.tail) {
    lines.push(`  nobody spoke any more: the last ${shortTime(report.tail.seconds)} are cut off`);
  }
  for (const track of TRACK_NAMES) {
    const facts = tracks[track];
    if (facts) lines.push(`  ${SIDE_LABEL[track].padEnd(4)}  ${trackLine(facts)}`);
  }
  lines.push(...echoLines(report));
  for (const track of TRACK_NAMES) {
    const stem = stems[track];
    if (stem !== undefined) lines.push(`  ${SIDE_LABEL[track].padEnd(4)}  kept as ${stem}`);
  }
  const more = report.facts === undefined ? [] : factLines(report.facts);
  return [...lines, ...more.slice(0, Math.max(0, MOST_LINES - lines.length))];
}

/** What of the call the microphone heard, and what became of it; nothing of a second or less. */
function echoLines({ sound: { echo } }: MeetingReport): string[] {
  if (!echo || echo.seconds <= 1) return [];
  const { seconds, leftAloneSeconds, levelDb, leftDb } = echo;
  const heard = `  ${"mic".padEnd(6)}  heard the call for ${clockTime(seconds)}`;
  if (leftAloneSeconds >= seconds) return [`${heard}; its echo could not be reduced`];
  const less = levelDb > -Infinity ? `, by ${Math.round(levelDb - leftDb)} dB` : "";
  const but = leftAloneSeconds >= 1 ? `, but for ${clockTime(leftAloneSeconds)}` : "";
  return [`${heard}; its echo was reduced${less}${but}`];
}

/** What was not to be kept, and what that leaves. */
function hushLines({ seconds, fileSeconds = seconds, pauses, mutes }: MeetingReport): string[] {
  const lines: string[] = [];
  const sum = (spans: readonly Span[]) => spans.reduce((all, one) => all + one.seconds, 0);
  if (pauses.length > 0) {
    const kept = `the file lasts ${clockTime(fileSeconds)}`;
    lines.push(`  ${counted(pauses.length, "pause")} (${clockTime(sum(pauses))}); ${kept}`);
    const last = pauses.at(-1);
    if (last !== undefined && last.atSeconds + last.seconds >= seconds) {
      lines.push(`  it was still paused when it ended: nothing is kept from ${at(last)} on`);
    }
  }
  for (const track of TRACK_NAMES) {
    const own = mutes.filter((mute) => mute.track === track);
    if (own.length > 0) {
      lines.push(`  ${SIDE_LABEL[track].padEnd(4)}  muted for ${clockTime(sum(own))}`);
    }
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
