/** The report of a recording that exists: also of one that confrec did not make. */
import { basename } from "node:path";
import { checkBeside } from "../beside/check_beside.ts";
import { sidecarText, writeAll } from "../beside/describe_file.ts";
import { isPageOfRecording } from "../beside/own_beside.ts";
import { audacityLabels, vttChapters } from "../beside/labels.ts";
import { type FileFacts } from "../facts/facts_schema.ts";
import { unknownStory } from "../facts/file_story.ts";
import { factsOf } from "../facts/make_facts.ts";
import { type BesideKind, besidePath } from "../ground/beside_paths.ts";
import { counted } from "../ground/figures.ts";
import { isGone } from "../../ffi/system/is_there.ts";
import { typedPath } from "../ground/typed_path.ts";
import { UserError } from "../ground/user_error.ts";
import { lookAt } from "../output/look_at.ts";
import { formatOf, stemPathsOf } from "../output/output_path.ts";
import { pageOf } from "../page/page.ts";
import { usualFile } from "../settings/file_settings.ts";
import { titleOf } from "../settings/file_title.ts";
import type { World } from "../world/world.ts";
import { decoded, HEARD_RATE_HZ } from "./decode.ts";
import { type FileTags, fileTags } from "./file_tags.ts";
import { FileEar, type HeardFile } from "./hear_file.ts";
import { knownFacts } from "./known_facts.ts";

/** What is asked for. */
export interface ReviewRequest {
  /** As typed. */
  readonly file: string;
  /** What is written beside the page. */
  readonly beside: readonly Exclude<BesideKind, "report">[];
  /** Each channel is a side: you left, the call right. */
  readonly isSplit: boolean;
  readonly title?: string | undefined;
  readonly force: boolean;
}

/** What came of it. */
export interface Review {
  readonly facts: FileFacts;
  /** Paths that were written. */
  readonly written: readonly string[];
}

/**
 * Listens to the file, and writes the page and what else is asked for.
 *
 * @param onProgress hears of how much is done, 0 to 1
 * @throws {UserError} usage: the file cannot be read, or something is in the way; output: nothing can be written there
 */
export async function reviewFile(
  request: ReviewRequest,
  world: Pick<World, "unpack">,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
): Promise<Review> {
  const path = typedPath(request.file);
  const format = formatOf(path);
  const there = lookAt(path, request.file);
  if (there?.isFile !== true || format === undefined) {
    const why = there !== undefined
      ? "it is no .mp3 or .wav"
      : isGone(path)
      ? "there is no such file"
      : "permission is denied";
    throw new UserError("usage", `Cannot report on ${request.file}: ${why}; name a recording`);
  }
  const tags = fileTags(path, format);
  const known = knownFacts(path, tags);
  const keepsPage = known === undefined && !request.force &&
    isPageOfRecording(besidePath(path, "report"));
  const kinds: BesideKind[] = keepsPage ? [...request.beside] : ["report", ...request.beside];
  if (kinds.length === 0) throw richerPage(path, request.file);
  checkBeside(path, kinds, request.force);
  const isSplit = tags.channels === 2 && (request.isSplit || known?.programme.layout === "split");
  if (request.isSplit && !isSplit) {
    throw new UserError("usage", `Cannot use --channels split: ${request.file} has one channel`);
  }
  const channels = tags.channels === 1 ? 1 : 2;
  const ear = new FileEar(channels, isSplit);
  const ffmpegPath = await world.unpack("ffmpeg");
  let frames = 0;
  const order = { path, format, ffmpegPath, channels, ...(signal ? { signal } : {}) } as const;
  for await (const block of decoded(order)) {
    ear.push(block);
    frames += block.length / channels;
    onProgress(Math.min(1, frames / HEARD_RATE_HZ / tags.seconds));
  }
  const heard = ear.finish();
  const facts = { ...(known ?? newFacts(request, path, tags, heard, isSplit)) };
  facts.file = { ...facts.file, name: basename(path) };
  if (request.title !== undefined) facts.title = request.title;
  const texts: Partial<Record<BesideKind, () => string>> = {};
  for (const kind of kinds) texts[kind] = () => textOf(kind, facts, heard, isSplit);
  const troubles = await writeAll(path, texts, {
    force: request.force,
    sound: { mode: undefined },
  }, "run it again");
  const [trouble] = troubles;
  if (trouble !== undefined) throw new UserError("output", trouble);
  return { facts, written: kinds.map((kind) => besidePath(path, kind)) };
}

/** Who spoke, what was marked and what is missing stands there, and cannot be heard in the file. */
function richerPage(path: string, shown: string): UserError {
  return new UserError(
    "usage",
    `Cannot report on ${shown}: ${besidePath(path, "report")} was made with the recording, and ` +
      "tells more than the file does; look at that, or replace it with --force",
  );
}

function textOf(kind: BesideKind, facts: FileFacts, heard: HeardFile, isSplit: boolean): string {
  switch (kind) {
    case "report": {
      const envelope = heard.outline.envelope();
      const { system } = envelope.sides;
      const sides = isSplit || system === undefined ? envelope.sides : { sound: system };
      return pageOf(facts, { ...envelope, sides });
    }
    case "sidecar":
      return sidecarText(facts);
    case "labels":
      return audacityLabels(facts);
    case "vtt":
      return vttChapters(facts);
  }
}

/** Of a file of which nobody has written anything down. */
function newFacts(
  { title }: ReviewRequest,
  path: string,
  tags: FileTags,
  heard: HeardFile,
  isSplit: boolean,
): FileFacts {
  const { recordedAt, artist, album } = tags;
  const chapters = tags.chapters.filter(({ startMs }) => {
    return startMs / 1_000 * heard.rateHz < heard.frames;
  });
  const report = { rateHz: heard.rateHz, frames: heard.frames, tracks: {} };
  const story = {
    ...unknownStory(report, { mic: "left channel", system: "right channel" }),
    startedAt: recordedAt,
    marks: chapters.map(({ startMs, title }) => ({ atSeconds: startMs / 1_000, text: title })),
  };
  const facts = factsOf({
    output: { path, shown: path, format: formatOf(path) ?? "mp3", stemPaths: stemPathsOf(path) },
    bitRate: tags.bitRate,
    layout: isSplit ? "split" : tags.channels === 1 ? "mono" : "stereo",
    // Its length is what was heard, at the rate at which that was.
    made: { ...tags, ...heard, chapters: [], channels: tags.channels === 1 ? 1 : 2 },
    story,
    words: {
      title: title ?? tags.title ?? titleOf(usualFile(), path),
      ...{ artist, album, faults: [], notes: notesOf(tags) },
    },
  });
  const { system, ...others } = facts.sides;
  const { rateHz, channels } = tags;
  return {
    ...facts,
    programme: { ...facts.programme, rateHz, channels },
    chapters: chapters.map(({ startMs, title }) => ({ atSeconds: startMs / 1_000, title })),
    sides: isSplit || system === undefined
      ? facts.sides
      : { ...others, sound: { ...system, name: basename(path) } },
  };
}

/** What people are to know of how it is stored. */
function notesOf({ breaks }: FileTags): string[] {
  if (breaks === 0) return [];
  const places = counted(breaks, "place");
  return [
    `The file has bytes that are no sound in ${places}: it may be damaged, or joined of several`,
  ];
}
