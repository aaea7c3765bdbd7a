/** The "fmt " chunk: how the samples of a WAV file are stored. */
import { cannotRead } from "./cannot_read.ts";

/** How the samples of a WAV file are stored. */
export interface WavFormat {
  /** Frames per second. */
  rateHz: number;
  channels: number;
  /** Bits that one sample takes in the file: 8, 16, 24, 32 or 64. Fewer significant bits stand at the top. */
  bits: number;
  encoding: "pcm" | "float";
  /** Bytes that one frame takes in the file: channels × bits / 8. */
  frameBytes: number;
  /** `dwChannelMask`, where the file has one: which loudspeakers the channels are for; 0 for none. */
  channelMask?: number;
}

/** More than any interface has; a header that claims more is damaged. */
const MAX_CHANNELS = 256;
/** Twice the highest rate in use (768 kHz); a header that claims more is damaged. */
const MAX_RATE_HZ = 1_536_000;
/** Slower than that nothing can be heard; a header that claims less is damaged. */
const MIN_RATE_HZ = 100;

const PCM = 0x0001;
const FLOAT = 0x0003;
const EXTENSIBLE = 0xfffe;

/** Names of codecs that people meet in WAV files, by tag (RFC 2361). */
const CODEC_NAMES: Record<number, string> = {
  0x0002: "Microsoft ADPCM",
  0x0006: "A-law",
  0x0007: "µ-law",
  0x0011: "IMA ADPCM",
  0x0031: "GSM 6.10",
  0x0040: "G.721 ADPCM",
  0x0050: "MPEG layer 1 or 2",
  0x0055: "MP3",
  0x00ff: "AAC",
  0x0161: "Windows Media Audio",
  0x2000: "AC-3",
  0xf1ac: "FLAC",
};

/** Bytes 2 to 15 of KSDATAFORMAT_SUBTYPE_…: the codec tag stands in front of them. */
const SUBTYPE_TAIL = "0000" + "00001000" + "800000aa00389b71";
/** The same of the ambisonic variant, which differs only in what the channels mean. */
const AMBISONIC_TAIL = "0000" + "2107d311" + "8644c8c1ca000000";

/**
 * Parses the body of a `fmt ` chunk (WAVEFORMAT, WAVEFORMATEX or WAVEFORMATEXTENSIBLE).
 *
 * @param chunk the body; what is beyond its 40th byte is not looked at
 * @param name the file's name, for messages
 * @throws {Deno.errors.InvalidData} for a body that is too short, absurd, or of a codec that is not PCM or float
 */
export function parseWavFormat(chunk: Uint8Array, name: string): WavFormat {
  if (chunk.length < 16) throw damaged(name, `its "fmt " chunk has ${chunk.length} of 16 bytes`);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const channels = view.getUint16(2, true);
  const rateHz = view.getUint32(4, true);
  const blockAlign = view.getUint16(12, true);
  const codec = codecOf(chunk, view, name);
  if (channels === 0) throw damaged(name, "it has no channels");
  if (channels > MAX_CHANNELS) throw damaged(name, `it claims ${channels} channels`);
  if (rateHz === 0) throw damaged(name, "its sample rate is 0 Hz");
  if (rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ) {
    throw damaged(name, `it claims a sample rate of ${rateHz} Hz`);
  }
  const significantBits = view.getUint16(14, true);
  const bits = storedBits(significantBits, blockAlign, channels);
  const encoding = codec === FLOAT ? "float" : "pcm";
  const usable = encoding === "float"
    ? bits === 32 || bits === 64
    : bits === 8 || bits === 16 || bits === 24 || bits === 32;
  if (!usable) {
    throw damaged(
      name,
      `it has ${significantBits}-bit ${encoding} samples in blocks of ${blockAlign} bytes`,
    );
  }
  const mask = view.getUint16(0, true) === EXTENSIBLE
    ? { channelMask: view.getUint32(20, true) }
    : {};
  return { rateHz, channels, bits, encoding, frameBytes: channels * bits / 8, ...mask };
}

function codecOf(chunk: Uint8Array, view: DataView, name: string): number {
  const tag = view.getUint16(0, true);
  if (tag === PCM || tag === FLOAT) return tag;
  if (tag !== EXTENSIBLE) throw unsupported(name, tag);
  if (chunk.length < 40) {
    throw damaged(name, `its extensible "fmt " chunk has ${chunk.length} of 40 bytes`);
  }
  const tail = Array.from(chunk.subarray(26, 40), (byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  const subtype = view.getUint16(24, true);
  const known = tail === SUBTYPE_TAIL || tail === AMBISONIC_TAIL;
  if (!known || (subtype !== PCM && subtype !== FLOAT)) throw unsupported(name, subtype);
  return subtype;
}

/**
 * A sample's place is a whole number of bytes, and may be wider than its significant bits (20 in 24, 24 in 32). The
 * block size decides; where it is nonsense, which happens, the bits do.
 */
function storedBits(significantBits: number, blockAlign: number, channels: number): number {
  const least = Math.ceil(significantBits / 8) * 8;
  const wide = blockAlign * 8 / channels;
  return wide % 8 === 0 && wide > least && wide <= 64 ? wide : least;
}

function unsupported(name: string, tag: number): Error {
  const hex = `0x${tag.toString(16).padStart(4, "0")}`;
  const codec = CODEC_NAMES[tag];
  const what = codec === undefined ? `codec ${hex}` : `${codec} (codec ${hex})`;
  return cannotRead(
    name,
    `its samples are coded as ${what}`,
    "convert it to PCM first: ffmpeg -i IN.wav -c:a pcm_s16le OUT.wav",
  );
}

function damaged(name: string, why: string): Error {
  return cannotRead(name, `${why}, so its header is damaged or unusual`, "try another copy of it");
}
