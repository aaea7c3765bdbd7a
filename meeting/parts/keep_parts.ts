/** The parts of a meeting, by its settings. */
import { mapTracks } from "../../capture/ground/tracks.ts";
import type { JsonValue } from "../../capture/session/session_types.ts";
import type { ChunkProgress } from "../../post/chunks/chunk_board.ts";
import { eventSeconds, type Listener, warning } from "../events/events.ts";
import type { PreparedMeeting } from "../prepare/prepare_meeting.ts";
import { journalSettings } from "../settings/journal_settings.ts";
import { programmeOptions } from "../settings/programme_settings.ts";
import { tagBytes } from "../settings/file_tag.ts";
import type { FileMaker, LiveSession, World } from "../world/world.ts";
import { LiveProgramme } from "./live_programme.ts";
import { type OpenedPart, openNextPart } from "./open_part.ts";
import { Part, type PartFacts } from "./part.ts";
import { PartKeeper } from "./part_keeper.ts";

/** What is needed of the meeting. */
export interface MeetingOfParts {
  readonly prepared: PreparedMeeting;
  readonly world: World;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
  readonly emit: Listener;
  session(): LiveSession | undefined;
  /** How far the chunks of the part that is recorded are. */
  onChunks(progress: ChunkProgress): void;
  onBegun(part: Part): void;
}

/** Keeps the parts of a meeting, of which the first is open. */
export function keepParts(first: OpenedPart, meeting: MeetingOfParts): PartKeeper {
  const { prepared, world, startedAt, signal, emit, session } = meeting;
  const { settings, output, about } = prepared;
  const { rate, split, keepPauses, force } = settings;
  const beginning = { fromFrame: 0, encodeFromFrame: 0, stemsFromFrame: 0 };
  return new PartKeeper(partOf({ ...first, ...beginning }, meeting), {
    rateHz: rate,
    fileRateHz: programmeOptions(settings, output.format).fileRateHz,
    limitSeconds: partSeconds(split, about.bytesPerSecond),
    ...{ keepPauses, force, world, signal, session },
    open: (number) => openNextPart(prepared, number, world, (one) => emit(warning(one))),
    make: (facts) => partOf(facts, meeting),
    settingsOf: (facts) => settingsOfPart(prepared, startedAt, facts),
    onBegun: (part) => {
      const { number, output, fromFrame } = part.facts;
      const atSeconds = eventSeconds(fromFrame / rate);
      emit({ event: "split", atSeconds, part: number, out: output.path });
      meeting.onBegun(part);
    },
    onFinished: ({ number: part, atSeconds, report }) => {
      emit({ event: "part-finished", part, atSeconds, report });
    },
    warn: (message, spool) => emit(warning(message, spool)),
  });
}

/** What a part's journal says that its file is to be. */
export function settingsOfPart(
  { input, settings: { force, keepStems, rate } }: PreparedMeeting,
  startedAt: Date,
  { output, spool, fromFrame }: Pick<PartFacts, "output" | "spool" | "fromFrame">,
): Record<string, JsonValue> {
  const partAtSeconds = fromFrame / rate;
  const begun = new Date(startedAt.getTime() + partAtSeconds * 1_000);
  const told = {
    ...{ out: output.path, spool: spool.folder, force, keepStems },
    ...{ startedAt: begun, partAtSeconds },
  };
  return journalSettings(told, input);
}

function partOf(facts: PartFacts, meeting: MeetingOfParts): Part {
  const warn = (message: string) => meeting.emit(warning(message));
  return new Part(facts, new LiveProgramme(facts.spool, () => programmeOf(facts, meeting), warn));
}

function programmeOf(
  { output, spool, number, fromFrame, encodeFromFrame, stemsFromFrame }: PartFacts,
  { prepared: { settings, cover, tracks, ffmpegPath }, world, signal, onChunks }: MeetingOfParts,
): FileMaker {
  const inStems = (frame: number) => frame - stemsFromFrame;
  return world.programme({
    stems: mapTracks(tracks, (_source, track) => spool.stemPath(track)),
    sound: settings,
    format: output.format,
    chunksFolder: spool.chunksFolder,
    ffmpegPath,
    mode: "live",
    tagBytes: tagBytes({ file: settings, cover, path: output.path }),
    ...(number === 1 ? {} : {
      part: { fromFrame: inStems(fromFrame), encodeFromFrame: inStems(encodeFromFrame) },
    }),
    signal,
    onProgress: onChunks,
  });
}

/** Kept free of a part's size for the tags in front of the sound, bytes. */
const TAG_BYTES = 16_000;

/** How long a part is to be; a size is that of the file, as far as a bit rate that varies lets it be known. */
function partSeconds(
  split: { readonly seconds: number } | { readonly bytes: number } | undefined,
  bytesPerSecond: number,
): number {
  if (split === undefined) return Infinity;
  return "seconds" in split ? split.seconds : (split.bytes - TAG_BYTES) / bytesPerSecond;
}
