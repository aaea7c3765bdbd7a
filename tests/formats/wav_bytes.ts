/** A WAV file put together chunk by chunk, for tests; written from the format's description, apart from our writer. */
import { joinBytes } from "../../formats/join_bytes.ts";

/** One chunk with its header; `size` lies about its length, `pad: false` leaves the padding byte out. */
export function chunk(
  id: string,
  body: Uint8Array,
  o: { size?: number; pad?: boolean } = {},
): Uint8Array {
  const padded = body.length % 2 === 1 && o.pad !== false;
  const bytes = new Uint8Array(8 + body.length + (padded ? 1 : 0));
  bytes.set(new TextEncoder().encode(id));
  new DataView(bytes.buffer).setUint32(4, o.size ?? body.length, true);
  bytes.set(body, 8);
  return bytes;
}

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinBytes(parts);
}

export interface FormatFields {
  tag?: number;
  channels?: number;
  rateHz?: number;
  bits?: number;
  blockAlign?: number;
  /** Makes it WAVE_FORMAT_EXTENSIBLE with this codec in its GUID. */
  subtype?: number;
  /** `dwChannelMask`, for those that are extensible. */
  channelMask?: number;
}

export function formatChunk(o: FormatFields = {}): Uint8Array {
  const { channels = 1, rateHz = 48000, bits = 16 } = o;
  const blockAlign = o.blockAlign ?? channels * Math.ceil(bits / 8);
  const view = new DataView(new ArrayBuffer(o.subtype === undefined ? 16 : 40));
  view.setUint16(0, o.subtype === undefined ? o.tag ?? 1 : 0xfffe, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, rateHz, true);
  view.setUint32(8, rateHz * blockAlign, true);
  view.setUint16(12, blockAlign, true);
  view.setUint16(14, bits, true);
  if (o.subtype !== undefined) {
    view.setUint16(16, 22, true);
    view.setUint16(18, bits, true);
    const guid = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
    view.setUint32(20, o.channelMask ?? 0, true);
    view.setUint16(24, o.subtype, true);
    guid.forEach((byte, i) => view.setUint8(26 + i, byte));
  }
  return chunk("fmt ", new Uint8Array(view.buffer));
}

/** A whole file. `riffSize` lies about its length. */
export function wav(
  chunks: Uint8Array[],
  o: { container?: string; riffSize?: number } = {},
): Uint8Array<ArrayBuffer> {
  const body = concat(new TextEncoder().encode("WAVE"), ...chunks);
  const bytes = chunk(o.container ?? "RIFF", body, {
    pad: false,
    size: o.riffSize ?? body.length,
  });
  return concat(bytes);
}

/** The ds64 chunk of RF64. */
export function largeSizes(riffBytes: number, dataBytes: number, frames: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(28));
  [riffBytes, dataBytes, frames].forEach((value, i) =>
    view.setBigUint64(8 * i, BigInt(value), true)
  );
  return chunk("ds64", new Uint8Array(view.buffer));
}

/** Little-endian 16-bit samples. */
export function pcm16(...values: number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(values).buffer);
}
