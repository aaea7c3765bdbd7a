/** The info tag of an MP3: how long the sound is, and where each hundredth of it begins. */
import { Crc16 } from "./crc16.ts";
import {
  mp3BitratesKbps,
  mp3FrameBytes,
  type Mp3FrameHeader,
  parseMp3Header,
} from "./mp3_frame.ts";
import type { Mp3TallyData } from "./mp3_tally.ts";

/** What the info tag (Xing's, as extended by LAME) says about the stream behind it. */
export interface InfoTag {
  /** `Info` for a constant bit rate, `Xing` for a variable one. */
  kind: "Info" | "Xing";
  /** MP3 frames, without the tag's own. */
  frames: number;
  /** Bytes of all frames, with the tag's own; nothing where they are too many for 32 bits. */
  bytes: number | undefined;
  /** By hundredths of the duration: place in the stream, in 256ths of its bytes; nothing in a short tag. */
  toc: Uint8Array | undefined;
  /** 0 (bad) … 100; nothing in a short tag. */
  quality: number | undefined;
  /** Up to 9 characters. */
  encoder: string;
  /** Of the encoder's lowpass, in Hz, in steps of 100; 0 where there is none or it is not known. */
  lowpassHz: number;
  /** Constant bit rate, or the lowest of a variable one, 0 … 255 kbit/s (255: or more). */
  bitrateKbps: number;
  /** Samples that the encoder put in front, 0 … 4095. A decoder's own delay, `DECODER_DELAY`, comes on top. */
  delay: number;
  /** Samples behind the last true one, 0 … 4095. */
  padding: number;
  /** CRC-16 of all frames but the tag's own. */
  musicCrc: number;
  /** CRC-16 of the tag up to here is the one that stands in it. */
  intact: boolean;
}

/** What only the encoding knows. */
export interface InfoTagOptions {
  /** Frames of sound (instants) that a decoder shall return. */
  samples: number;
  /** Bit rate in kbit/s of CBR, or LAME's quality 0 (best) … 9 of VBR. */
  encoding: { bitrateKbps: number } | { quality: number };
  /** Samples in front that are not to be heard, 0 … 4095: the encoder's delay, and what else the frames begin with. */
  delay?: number;
}

/** Samples that LAME puts in front of the sound (its ENCDELAY). */
export const ENCODER_DELAY = 576;
/** Samples that a decoder puts in front of that; it knows them itself. */
export const DECODER_DELAY = 529;
/** The fields that come first, by the bits that say they are there, and their bytes; LAME's own follow in 36. */
const FRAMES = { bit: 1, bytes: 4 };
const BYTES = { bit: 2, bytes: 4 };
const TABLE = { bit: 4, bytes: 100 };
const QUALITY = { bit: 8, bytes: 4 };
const LAME_BYTES = 36;
/** All of them. */
const TAG_BYTES = 8 + 4 + 4 + 100 + 4 + LAME_BYTES;
/** Without a table, which a constant bit rate does not need, and without the quality. */
const SHORT_TAG_BYTES = 8 + 4 + 4 + LAME_BYTES;
/**
 * Past 4 GiB (30 hours at 320 kbit/s) there is no number of bytes: one that is not true has ffmpeg and mpg123 warn and guess
 * the length. What follows then stands 4 bytes earlier.
 */
const MOST_BYTES = 2 ** 32 - 1;
/** Decoders (ffmpeg among them) believe the delay of encoders that they know by name only. */
const ENCODER = "LAME3.100";
/** LAME's own quality setting as ffmpeg leaves it (-compression_level 5). */
const ALGORITHM_QUALITY = 5;

/**
 * Makes the frame that stands before all others and says what a decoder cannot see: how long the sound is, to the
 * sample, and where each hundredth of it begins. To a decoder that does not know it, it is a frame of silence.
 *
 * Layout: the comments of LAME 3.100's VbrTag.c and Gabriel Bouvigne's "Mp3 Info Tag revision 1 Specifications".
 *
 * @param tally all frames of the stream, at least one
 * @returns a valid frame of the stream's version, rate and channels, of the stream's bit rate where that is enough
 * @throws {RangeError} where the frames are too few or too many for `samples`
 */
export function buildInfoTag(tally: Mp3TallyData, o: InfoTagOptions): Uint8Array {
  const { first, frames } = tally;
  if (first === undefined) {
    throw new RangeError("Cannot make an info tag: the stream has no frames");
  }
  const { delay = ENCODER_DELAY } = o;
  const padding = frames * first.samplesPerFrame - o.samples - delay;
  if (!(padding >= 0 && padding <= 4095 && delay >= 0 && delay <= 4095)) {
    throw new RangeError(
      `Cannot make an info tag: ${frames} frames of ${first.samplesPerFrame} do not hold ${o.samples} samples`,
    );
  }
  const cbrKbps = "bitrateKbps" in o.encoding ? o.encoding.bitrateKbps : undefined;
  const vbrQuality = "quality" in o.encoding ? o.encoding.quality : 4;
  const frame = silentFrame(first, cbrKbps);
  const at = 4 + first.sideInfoBytes;
  const bytes = tally.bytes + frame.length;
  const isSized = bytes <= MOST_BYTES;
  const isShort = frame.length < at + TAG_BYTES;
  const fields = [FRAMES, ...(isSized ? [BYTES] : []), ...(isShort ? [] : [TABLE, QUALITY])];
  const places = placesOf(fields.reduce((bits, { bit }) => bits | bit, 0), at);
  const view = new DataView(frame.buffer);
  putAscii(frame, at, cbrKbps === undefined ? "Xing" : "Info");
  view.setUint32(at + 4, places.fields);
  view.setUint32(places.frames, frames);
  if (places.bytes !== undefined) view.setUint32(places.bytes, bytes);
  if (places.table !== undefined) {
    frame.set(tableOfContents(tally, frame.length, bytes), places.table);
  }
  if (places.quality !== undefined) {
    view.setUint32(places.quality, Math.max(0, 100 - 10 * vbrQuality - ALGORITHM_QUALITY));
  }
  const { lame } = places;
  putAscii(frame, lame, ENCODER);
  view.setUint8(lame + 9, cbrKbps === undefined ? 4 : 1); // tag revision 0; VBR by the "mtrh" method, or CBR
  view.setUint8(lame + 19, 0x14); // its psychoacoustic model, absolute threshold of type 4
  view.setUint8(lame + 20, Math.min(255, cbrKbps ?? (first.version === 1 ? 32 : 8)));
  view.setUint8(lame + 21, delay >> 4);
  view.setUint16(lame + 22, ((delay & 0xf) << 12) | padding);
  view.setUint8(lame + 24, miscellany(first));
  view.setUint16(lame + 26, cbrKbps ?? 500 - 10 * vbrQuality);
  view.setUint32(lame + 28, isSized ? bytes : 0);
  view.setUint16(lame + 32, tally.crc);
  const crc = new Crc16();
  crc.update(frame.subarray(0, lame + 34));
  view.setUint16(lame + 34, crc.value);
  return frame;
}

/**
 * Reads an info tag.
 *
 * @param frame an MP3 frame from its header on
 * @returns nothing where it is an ordinary frame, or a tag without the number of frames or LAME's part
 */
export function parseInfoTag(frame: Uint8Array): InfoTag | undefined {
  const begin = tagIn(frame);
  if (begin === undefined || frame.length < begin.at + 8) return undefined;
  const { kind, at } = begin;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const places = placesOf(view.getUint32(at + 4), at);
  const { lame, table } = places;
  if ((places.fields & FRAMES.bit) === 0 || places.fields > 0xf) return undefined;
  if (frame.length < lame + LAME_BYTES) return undefined;
  const encoder = String.fromCharCode(...frame.subarray(lame, lame + 9)).replace(/\0+$/, "");
  if (!/^[ -~]{4,}$/.test(encoder)) return undefined;
  const crc = new Crc16();
  crc.update(frame.subarray(0, lame + 34));
  return {
    kind,
    frames: view.getUint32(places.frames),
    bytes: places.bytes === undefined ? undefined : view.getUint32(places.bytes),
    toc: table === undefined ? undefined : frame.slice(table, table + TABLE.bytes),
    quality: places.quality === undefined ? undefined : view.getUint32(places.quality),
    encoder,
    lowpassHz: view.getUint8(lame + 10) * 100,
    bitrateKbps: view.getUint8(lame + 20),
    delay: (view.getUint8(lame + 21) << 4) | (view.getUint8(lame + 22) >> 4),
    padding: view.getUint16(lame + 22) & 0xfff,
    musicCrc: view.getUint16(lame + 32),
    intact: crc.value === view.getUint16(lame + 34),
  };
}

/** Whether a frame holds a tag of this kind and no sound: decoders leave it out also where LAME's part is missing. */
export function isTagFrame(frame: Uint8Array): boolean {
  return tagIn(frame) !== undefined;
}

/** Where a tag begins, if a frame holds one. */
function tagIn(frame: Uint8Array): { at: number; kind: InfoTag["kind"] } | undefined {
  const header = parseMp3Header(frame);
  if (header === undefined) return undefined;
  const at = 4 + (header.crc ? 2 : 0) + header.sideInfoBytes;
  const kind = String.fromCharCode(...frame.subarray(at, at + 4));
  return kind === "Info" || kind === "Xing" ? { at, kind } : undefined;
}

/** Where the fields of a tag stand, one behind the other, those that are left out taking no space. */
interface TagPlaces {
  readonly fields: number;
  readonly frames: number;
  readonly bytes: number | undefined;
  readonly table: number | undefined;
  readonly quality: number | undefined;
  readonly lame: number;
}

/** @param at where the tag begins in its frame */
function placesOf(fields: number, at: number): TagPlaces {
  let end = at + 8;
  const place = ({ bit, bytes }: typeof FRAMES) => {
    if ((fields & bit) === 0) return undefined;
    end += bytes;
    return end - bytes;
  };
  const [frames = end, bytes, table, quality] = [FRAMES, BYTES, TABLE, QUALITY].map(place);
  return { fields, frames, bytes, table, quality, lame: end };
}

/**
 * A frame of silence like `model`, at the bit rate asked for if there is space for the short tag at least, or else at the
 * lowest with space for the whole. All zero side information means no main data.
 *
 * A constant bit rate must be the same from the first frame on: readers that know no tag take the length from it.
 */
function silentFrame(
  model: Mp3FrameHeader,
  wantedKbps: number | undefined,
): Uint8Array<ArrayBuffer> {
  const { version, rateHz, sideInfoBytes } = model;
  const rates = mp3BitratesKbps(version);
  const holds = (kbps: number, tagBytes: number) =>
    kbps > 0 && mp3FrameBytes(version, kbps * 1000, rateHz) >= 4 + sideInfoBytes + tagBytes;
  const wanted = rates.indexOf(wantedKbps ?? -1);
  const isEnough = wanted > 0 && holds(rates[wanted] ?? 0, SHORT_TAG_BYTES);
  const index = isEnough ? wanted : rates.findIndex((kbps) => holds(kbps, TAG_BYTES));
  const frame = new Uint8Array(mp3FrameBytes(version, (rates[index] ?? 0) * 1000, rateHz));
  const baseHz = version === 1 ? rateHz : version === 2 ? rateHz * 2 : rateHz * 4;
  frame[0] = 0xff;
  frame[1] = 0xe3 | (version === 1 ? 3 : version === 2 ? 2 : 0) << 3;
  frame[2] = index << 4 | [44100, 48000, 32000].indexOf(baseHz) << 2;
  frame[3] = ["stereo", "joint", "dual", "mono"].indexOf(model.mode) << 6 | model.noteBits;
  return frame;
}

/**
 * Offsets are counted from the tag frame's first byte, as `bytes` is, and rounded to the nearest 256th: rounded down, as
 * LAME does it, the table leads up to 0.40 % of the length astray at a constant bit rate, so 0.20 % (measured).
 */
function tableOfContents(
  { frames, frameBytes }: Mp3TallyData,
  tagBytes: number,
  bytes: number,
): Uint8Array {
  const toc = new Uint8Array(100);
  let offset = tagBytes;
  let frame = 0;
  for (let i = 1; i < 100; i++) {
    for (const target = Math.floor(i * frames / 100); frame < target; frame++) {
      offset += frameBytes[frameBytes.length === 1 ? 0 : frame] ?? 0;
    }
    toc[i] = Math.min(255, Math.round(256 * offset / bytes));
  }
  return toc;
}

/** Noise shaping 1 in bits 0–1, the channel mode in bits 2–4, the source's rate in bits 6–7. */
function miscellany(model: Mp3FrameHeader): number {
  const mode = { mono: 0, stereo: 1, dual: 2, joint: 3 }[model.mode];
  const rate = model.rateHz <= 32000 ? 0 : model.rateHz === 44100 ? 1 : 2;
  return 1 | mode << 2 | rate << 6;
}

function putAscii(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}
