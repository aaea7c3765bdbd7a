/** Events as JSON, for programs and files. */
import type * as z from "zod";
import { mapTracks } from "../../capture/ground/tracks.ts";
import type { SpareSpan } from "../../capture/ground/spare_spans.ts";
import type { EchoFound } from "../../post/ground/echo_found.ts";
import type { MeetingReport, PartOfReport, Span, TrackFacts } from "../report/meeting_report.ts";
import { EVENT_SHAPES, eventDb, eventSeconds, type MeetingEvent } from "./events.ts";

type Shapes = typeof EVENT_SHAPES;

/** An event as plain data. */
export type JsonEvent = {
  [K in keyof Shapes]: { readonly event: K } & Readonly<z.output<z.ZodObject<Shapes[K]>>>;
}[keyof Shapes];

/** The same event, without anything that JSON has no word for. */
export function jsonEvent(event: MeetingEvent): JsonEvent {
  switch (event.event) {
    case "part-finished": {
      const { part, atSeconds, report } = event;
      return {
        ...{ event: "part-finished", part, atSeconds: eventSeconds(atSeconds) },
        ...fileFacts(report),
      };
    }
    case "finished": {
      const { parts } = event.report;
      return {
        event: "finished",
        ...fileFacts(event.report),
        ...(parts === undefined ? {} : { parts: parts.map(partFacts) }),
      };
    }
    case "recovered":
      return { event: "recovered", spool: event.spool, ...fileFacts(event.report) };
    default:
      return event;
  }
}

function fileFacts(report: MeetingReport) {
  const { output, bytes, seconds, fileSeconds, tracks, stems, faults, sound } = report;
  const span = <T extends Span>(one: T) => ({
    ...one,
    atSeconds: eventSeconds(one.atSeconds),
    seconds: eventSeconds(one.seconds),
  });
  return {
    out: output.path,
    seconds: eventSeconds(seconds),
    ...(fileSeconds === undefined ? {} : { fileSeconds: eventSeconds(fileSeconds) }),
    bytes,
    pauses: report.pauses.map(span),
    mutes: report.mutes.map(span),
    marks: report.marks.map(({ atSeconds, text }) => ({
      atSeconds: eventSeconds(atSeconds),
      text,
    })),
    ...(report.tail === undefined ? {} : { tail: span(report.tail) }),
    faults: [...faults],
    tracks: mapTracks(tracks, jsonTrack),
    stems,
    gateOpenings: sound.gateOpenings,
    cleaningLosses: sound.cleaningLosses,
    ...(sound.echo ? { echo: echoFacts(sound.echo) } : {}),
    gatedSpeech: [...sound.gatedSpeech],
    boostLimited: [...sound.boostLimited],
  };
}

function echoFacts({ seconds, leftAloneSeconds, levelDb, leftDb }: EchoFound) {
  return {
    ...{ seconds: eventSeconds(seconds), leftAloneSeconds: eventSeconds(leftAloneSeconds) },
    ...{ levelDb: eventDb(levelDb), leftDb: eventDb(leftDb) },
  };
}

function partFacts({ number, output, atSeconds, seconds, bytes }: PartOfReport) {
  return {
    ...{ part: number, out: output.path, bytes },
    ...{ atSeconds: eventSeconds(atSeconds), seconds: eventSeconds(seconds) },
  };
}

function spareFacts({ name, atSeconds, seconds }: SpareSpan) {
  return { name, atSeconds: eventSeconds(atSeconds), seconds: eventSeconds(seconds) };
}

function jsonTrack(facts: TrackFacts) {
  const {
    name,
    seconds,
    peakDb,
    rmsDb,
    droppedFrames,
    unplacedFrames,
    gaps,
    ppm,
    troubles,
    spares,
    lost,
  } = facts;
  return {
    name,
    seconds: eventSeconds(seconds),
    peakDb: eventDb(peakDb ?? -Infinity),
    rmsDb: eventDb(rmsDb ?? -Infinity),
    droppedFrames,
    ...(unplacedFrames === undefined ? {} : { unplacedFrames }),
    gaps: { count: gaps.count, seconds: eventSeconds(gaps.seconds) },
    ppm: Math.round(ppm * 100) / 100,
    startOffsetSeconds: eventSeconds(facts.startOffsetSeconds),
    warnings: troubles.map((trouble) => ({
      kind: trouble.kind,
      atSeconds: eventSeconds(trouble.atSeconds),
      seconds: eventSeconds(trouble.seconds),
    })),
    ...(spares.length === 0 ? {} : { spares: spares.map(spareFacts) }),
    ...(lost === undefined ? {} : { lost }),
  };
}
