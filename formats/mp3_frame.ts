/** The heads of MP3 frames, and a walk from one to the next. */

/** What the four bytes at the head of a Layer III frame say (ISO/IEC 11172-3 2.4.2.3, 13818-3, and "MPEG 2.5"). */
export interface Mp3FrameHeader {
  /** MPEG 1 (32 to 48 kHz), 2 (16 to 24 kHz), or the unofficial 2.5 (8 to 12 kHz). */
  version: 1 | 2 | 2.5;
  rateHz: number;
  channels: 1 | 2;
  mode: "stereo" | "joint" | "dual" | "mono";
  /** Bits per second. */
  bitrate: number;
  /** The frame is one byte longer than the bit rate gives. */
  padding: boolean;
  /** Two bytes of checksum stand behind the header. */
  crc: boolean;
  /** Frames of sound (instants) in it: 1,152 for MPEG 1, else 576. */
  samplesPerFrame: 1152 | 576;
  /** Its length with the header. */
  frameBytes: number;
  /** Bytes of side information behind header and checksum. */
  sideInfoBytes: number;
  /** The bits for copyright, original and emphasis as they stand; some decoders expect them to stay the same. */
  noteBits: number;
}

/** Bytes of a header. */
export const MP3_HEADER_BYTES = 4;
/** No Layer III frame is longer: 320 kbit/s at 32 kHz and 160 kbit/s at 8 kHz give 1,440, and one of padding. */
export const MP3_MAX_FRAME_BYTES = 1441;

const BITRATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES_HZ = [44100, 48000, 32000];
const MODES = ["stereo", "joint", "dual", "mono"] as const;

/** Bit rates in kbit/s by their index in the header, 1 … 14 (index 0 is the "free" format). */
export function mp3BitratesKbps(version: 1 | 2 | 2.5): readonly number[] {
  return version === 1 ? BITRATES_1 : BITRATES_2;
}

/**
 * Length of a frame without padding, in bytes.
 *
 * @param bitrate bits per second
 */
export function mp3FrameBytes(version: 1 | 2 | 2.5, bitrate: number, rateHz: number): number {
  return Math.floor((version === 1 ? 144 : 72) * bitrate / rateHz);
}

/**
 * Parses the header of a Layer III frame.
 *
 * @param at where it begins in `bytes`
 * @returns nothing where there is no header, also for reserved values, for the free format (whose length does not
 *   stand in the header), for other layers, and past the end
 */
export function parseMp3Header(bytes: Uint8Array, at = 0): Mp3FrameHeader | undefined {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  if (at + MP3_HEADER_BYTES > bytes.length || b0 !== 0xff || (b1 & 0xe6) !== 0xe2) return undefined;
  const versionBits = (b1 >> 3) & 3;
  const bitrateIndex = b2 >> 4;
  const baseHz = RATES_HZ[(b2 >> 2) & 3];
  const reservedEmphasis = (b3 & 3) === 2;
  if (versionBits === 1 || baseHz === undefined || reservedEmphasis) return undefined;
  const version = versionBits === 3 ? 1 : versionBits === 2 ? 2 : 2.5;
  const kbps = mp3BitratesKbps(version)[bitrateIndex];
  if (kbps === undefined || kbps === 0) return undefined;

  const rateHz = version === 1 ? baseHz : version === 2 ? baseHz / 2 : baseHz / 4;
  const mode = MODES[b3 >> 6] ?? "stereo";
  const mono = mode === "mono";
  const padding = (b2 & 2) !== 0;
  return {
    version,
    rateHz,
    channels: mono ? 1 : 2,
    mode,
    bitrate: kbps * 1000,
    padding,
    crc: (b1 & 1) === 0,
    samplesPerFrame: version === 1 ? 1152 : 576,
    frameBytes: mp3FrameBytes(version, kbps * 1000, rateHz) + (padding ? 1 : 0),
    sideInfoBytes: version === 1 ? (mono ? 17 : 32) : (mono ? 9 : 17),
    noteBits: b3 & 0xf,
  };
}

/** A frame's place in a stretch of bytes. */
export interface Mp3FramePlace {
  /** Where it begins, in bytes. */
  at: number;
  header: Mp3FrameHeader;
}

/**
 * Walks over frames that stand one behind the other.
 *
 * @param bytes whole frames and nothing else
 * @throws {Deno.errors.InvalidData} at a byte that begins no frame, and where the last frame is torn
 */
export function* mp3Frames(bytes: Uint8Array): Generator<Mp3FramePlace, void, undefined> {
  for (let at = 0; at < bytes.length;) {
    const header = parseMp3Header(bytes, at);
    if (header === undefined) {
      throw notFrames(`byte ${at} of ${bytes.length} begins no frame`);
    }
    const { frameBytes } = header;
    const left = bytes.length - at;
    if (left < frameBytes) {
      throw notFrames(`the frame at byte ${at} is torn: it has ${left} of ${frameBytes} bytes`);
    }
    yield { at, header };
    at += frameBytes;
  }
}

function notFrames(why: string): Error {
  return new Deno.errors.InvalidData(`Cannot read MP3 frames: ${why}; encode them again`);
}
