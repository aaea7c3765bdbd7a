/** Reads an MP3 from start to end and counts, without decoding. */
import { createHash, type Hash } from "node:crypto";
import { ByteFile } from "./byte_file.ts";
import { cannotRead } from "./cannot_read.ts";
import { Crc16 } from "./crc16.ts";
import { endTagBytes, ID3V1_BYTES } from "./end_tags.ts";
import { ID3_HEADER_BYTES, id3TagBytes } from "./id3_size.ts";
import {
  MP3_HEADER_BYTES,
  MP3_MAX_FRAME_BYTES,
  type Mp3FrameHeader,
  parseMp3Header,
} from "./mp3_frame.ts";
import { type InfoTag, isTagFrame, parseInfoTag } from "./mp3_info_tag.ts";

/** What an MP3 file holds. */
export interface Mp3Scan {
  /** MP3 frames, without the info tag's own. */
  frames: number;
  /** Frames of sound (instants) that a decoder returns: delay and padding taken off where the info tag has them. */
  samples: number;
  rateHz: number;
  channels: 1 | 2;
  /** Its bit rate is not the same in all frames. */
  isVariable: boolean;
  /** Bytes of ID3v2 tags in front. */
  id3Bytes: number;
  /** Bytes of MP3 frames, with the info tag's own. */
  bytes: number;
  /** Nothing where the stream has none. */
  infoTag: InfoTag | undefined;
  /** CRC-16 over all frames but the info tag's own; nothing unless it was asked for. */
  musicCrc: number | undefined;
  /** Of all bytes of the file, its tags too, in hexadecimal digits; nothing unless it was asked for. */
  sha256: string | undefined;
  /** Its last frame is torn, or the info tag promises more frames than there are. */
  truncated: boolean;
  /** How often frames went on behind something else; 0 unless that was to be skipped. */
  breaks: number;
}

/** What else is done while it is read. */
export interface Mp3ScanOptions {
  /** Sum up the bytes too, which takes several times longer than the rest. */
  readonly crc?: boolean;
  /** Say which file it is: it is read anyway. */
  readonly sha256?: boolean;
  /** Skip whatever is no frame, as players do: tags of other kinds, padding, damage. */
  readonly skipsOthers?: boolean;
}

/** Bytes read at a time. */
const WINDOW_BYTES = 1024 * 1024;
/** More than any program writes; it bounds the work that a damaged file makes. */
const MAX_ID3_TAGS = 64;
/** So many frames that follow each other are no chance, and so many bytes hold them. */
const SURE_FRAMES = 3;
const SURE_BYTES = (SURE_FRAMES + 1) * MP3_MAX_FRAME_BYTES;

/**
 * Reads an MP3 file from start to end, frame by frame, and counts. Nothing is decoded and memory is bounded.
 *
 * Frames must follow each other without a gap, unless other bytes are to be skipped; of a torn last frame `truncated` is
 * set.
 *
 * @throws {Deno.errors.NotFound} nothing is there
 * @throws {Deno.errors.InvalidData} it is empty, holds no frame, something else stands between its frames, or they are
 *   of different versions, rates or channels
 */
export function scanMp3(path: string, o: Mp3ScanOptions = {}): Mp3Scan {
  using file = ByteFile.open(path);
  const fileBytes = file.length;
  if (fileBytes === 0) throw cannotRead(path, "it is empty", "make it again");
  const id3Bytes = tagsInFront(file);
  const window = new Uint8Array(Math.min(WINDOW_BYTES, Math.max(fileBytes, MP3_MAX_FRAME_BYTES)));
  const count = new FrameCount(path, o);
  const hash = o.sha256 ? createHash("sha256") : undefined;
  if (hash) readInto(hash, file, [0, id3Bytes], window);
  const tags = endTagBytes(file, id3Bytes);
  // Whether three letters are an ID3v1 tag, or sound, is known where the last frame ends.
  const end = fileBytes - (tags === ID3V1_BYTES ? 0 : tags);
  let position = id3Bytes;
  let torn = false;
  for (let isLast = false; !isLast;) {
    const got = file.readAt(position, window.subarray(0, end - position));
    isLast = got < window.length || position + got >= end;
    const taken = count.take(window.subarray(0, got), position, isLast);
    position += taken;
    hash?.update(window.subarray(0, isLast ? got : taken));
    if (isLast) torn = taken < got && !isId3v1(window.subarray(taken, got));
  }
  if (hash) readInto(hash, file, [end, fileBytes], window);
  const { first, frames, infoTag } = count;
  if (first === undefined || (frames === 0 && torn && infoTag === undefined)) {
    throw notFrames(path, id3Bytes, 0);
  }
  const bare = frames * first.samplesPerFrame;
  const samples = infoTag === undefined ? bare : bare - infoTag.delay - infoTag.padding;
  return {
    frames,
    samples: Math.max(0, samples),
    rateHz: first.rateHz,
    channels: first.channels,
    isVariable: count.isVariable,
    id3Bytes,
    bytes: position - id3Bytes,
    infoTag,
    musicCrc: count.crc?.value,
    sha256: hash?.digest("hex"),
    truncated: torn || frames < (infoTag?.frames ?? 0),
    breaks: count.breaks,
  };
}

/** Takes in a stretch of a file. */
function readInto(
  hash: Hash,
  file: ByteFile,
  [from, to]: readonly [number, number],
  window: Uint8Array,
): void {
  for (let at = from; at < to;) {
    const got = file.readAt(at, window.subarray(0, to - at));
    if (got === 0) return;
    hash.update(window.subarray(0, got));
    at += got;
  }
}

/** Counts the frames of a file, window by window. */
class FrameCount {
  readonly crc: Crc16 | undefined;
  readonly #path: string;
  readonly #skipsOthers: boolean;
  /** Where the next frame begins is to be found out. */
  #isLost: boolean;
  /** The first frame's header, the info tag's own too. */
  first: Mp3FrameHeader | undefined;
  infoTag: InfoTag | undefined;
  /** Without the info tag's own. */
  frames = 0;
  breaks = 0;
  isVariable = false;
  #bitrate: number | undefined;

  constructor(path: string, { crc = false, skipsOthers = false }: Mp3ScanOptions) {
    this.#path = path;
    this.crc = crc ? new Crc16() : undefined;
    this.#skipsOthers = skipsOthers;
    this.#isLost = skipsOthers;
  }

  /**
   * Counts the frames that are whole.
   *
   * @param position of the window in the file, where a frame begins
   * @param isLast nothing follows it
   * @returns bytes of them; the next window begins behind
   */
  take(window: Uint8Array, position: number, isLast: boolean): number {
    let at = 0;
    let musicFrom = 0;
    while (at < window.length) {
      if (this.#isLost) {
        at = this.#nextFrame(window, at, isLast);
        if (at === window.length || !isLast && at + SURE_BYTES > window.length) break;
        this.#isLost = false;
        if (this.frames > 0) this.breaks++;
      }
      const header = parseMp3Header(window, at);
      const left = window.length - at;
      if (header === undefined && !isLast && left < MP3_HEADER_BYTES) break;
      const isOther = header === undefined || !alike(this.first ?? header, header);
      if (isOther && isLast && isEnd(window.subarray(at), this.frames)) break;
      if (isOther && this.#skipsOthers) {
        this.#isLost = true;
        continue;
      }
      if (header === undefined) throw notFrames(this.#path, position + at, this.frames);
      this.first ??= header;
      if (isOther) throw mixed(this.#path, position + at, this.first, header);
      if (header.frameBytes > left) break;
      if (this.frames === 0 && this.infoTag === undefined) {
        const frame = window.subarray(at, at + header.frameBytes);
        this.infoTag = parseInfoTag(frame);
        // Whatever stands in front of it is no frame either.
        if (isTagFrame(frame)) musicFrom = at + header.frameBytes;
      }
      if (musicFrom <= at) {
        this.frames++;
        this.#bitrate ??= header.bitrate;
        if (header.bitrate !== this.#bitrate) this.isVariable = true;
      }
      at += header.frameBytes;
    }
    this.crc?.update(window.subarray(Math.min(musicFrom, at), at));
    return at;
  }

  /** Where frames go on, or the place from which on more of the file is needed to know; its end where they do not. */
  #nextFrame(window: Uint8Array, from: number, isLast: boolean): number {
    for (let at = from; at < window.length; at++) {
      if (!isLast && at + SURE_BYTES > window.length) return at;
      if (window[at] === 0xff && this.#areFrames(window, at)) return at;
    }
    return window.length;
  }

  /** Whether frames follow each other there: one alone may be chance. */
  #areFrames(window: Uint8Array, from: number): boolean {
    let first = this.first;
    for (let at = from, links = 0; links < SURE_FRAMES; links++) {
      if (at >= window.length) return at === window.length ? links > 0 : links > 1;
      const header = parseMp3Header(window, at);
      if (header === undefined || !alike(first ?? header, header)) {
        return isEnd(window.subarray(at), links);
      }
      first ??= header;
      at += header.frameBytes;
    }
    return true;
  }
}

/** Bytes of all ID3v2 tags in front, as far as a file may have them. */
function tagsInFront(file: ByteFile): number {
  const head = new Uint8Array(ID3_HEADER_BYTES);
  let position = 0;
  for (let tags = 0; tags < MAX_ID3_TAGS; tags++) {
    const got = file.readAt(position, head);
    const bytes = id3TagBytes(head.subarray(0, got));
    if (bytes === 0) break;
    position += bytes;
  }
  return position;
}

/** What may stand where no frame begins: the start of a header that the end cuts, or an ID3v1 tag. */
function isEnd(rest: Uint8Array, frames: number): boolean {
  return frames > 0 && (isId3v1(rest) || (rest.length < MP3_HEADER_BYTES && rest[0] === 0xff));
}

function isId3v1(rest: Uint8Array): boolean {
  return rest.length === ID3V1_BYTES && String.fromCharCode(...rest.subarray(0, 3)) === "TAG";
}

function alike(a: Mp3FrameHeader, b: Mp3FrameHeader): boolean {
  return a.version === b.version && a.rateHz === b.rateHz && a.channels === b.channels;
}

function notFrames(path: string, position: number, frames: number): Error {
  const why = frames === 0
    ? `it is not an MP3 file (no frame begins at byte ${position})`
    : `it is damaged at byte ${position} (no frame begins there, after ${frames} good ones)`;
  return cannotRead(path, why, frames === 0 ? "name an MP3 file" : "make it again");
}

function mixed(path: string, position: number, a: Mp3FrameHeader, b: Mp3FrameHeader): Error {
  const why =
    `its frame at byte ${position} has ${b.rateHz} Hz and ${b.channels} channels, those before ` +
    `it have ${a.rateHz} Hz and ${a.channels}`;
  return cannotRead(path, why, "make it again");
}
