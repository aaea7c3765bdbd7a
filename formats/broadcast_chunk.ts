/** The chunk of a WAV file that says who made it and when: `bext` of the Broadcast Wave Format (EBU Tech 3285). */

/** Who made a file, and when it was recorded. */
export interface WavOrigin {
  /** The program; at most 32 characters of ASCII are kept. */
  readonly originator: string;
  /** ISO 8601 without zone, to the second: "2026-11-21T09:30:00". */
  readonly recorded?: string;
}

/** Bytes of the chunk's body without a coding history. */
export const BROADCAST_BYTES = 602;
/** Where the fields stand in the body, and their bytes. */
const ORIGINATOR = { at: 256, bytes: 32 };
const DATE = { at: 320, bytes: 10 };
const TIME = { at: 330, bytes: 8 };
/** Of the first sample since midnight, 64 bits: players that know it place the sound at that time of day. */
const TIME_REFERENCE_AT = 338;
const VERSION_AT = 346;

/**
 * Makes the chunk's body.
 *
 * @param rateHz of the file: the time of day is counted in its frames
 */
export function broadcastChunk(
  { originator, recorded }: WavOrigin,
  rateHz: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(BROADCAST_BYTES);
  const view = new DataView(bytes.buffer);
  putAscii(bytes, ORIGINATOR, originator);
  const [date = "", time = ""] = recorded?.split("T") ?? [];
  putAscii(bytes, DATE, date);
  putAscii(bytes, TIME, time);
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  const ofDay = (hours * 60 + minutes) * 60 + seconds;
  view.setBigUint64(TIME_REFERENCE_AT, BigInt(Number.isFinite(ofDay) ? ofDay * rateHz : 0), true);
  view.setUint16(VERSION_AT, 1, true);
  return bytes;
}

/**
 * Reads a chunk's body.
 *
 * @param body as much of it as there is
 * @returns undefined when it is too short, or names nobody
 */
export function readBroadcastChunk(body: Uint8Array): WavOrigin | undefined {
  const originator = getAscii(body, ORIGINATOR);
  if (body.length < TIME_REFERENCE_AT || originator === "") return undefined;
  // Programs differ in what they put between the numbers; the standard allows five marks.
  const date = getAscii(body, DATE).replaceAll(/[_:. ]/g, "-");
  const time = getAscii(body, TIME).replaceAll(/[-_. ]/g, ":");
  const isWhole = /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d:\d\d$/.test(time);
  return isWhole ? { originator, recorded: `${date}T${time}` } : { originator };
}

function putAscii(bytes: Uint8Array, { at, bytes: most }: typeof DATE, text: string): void {
  const plain = text.replaceAll(/[^ -~]/g, "?").slice(0, most);
  bytes.set(new TextEncoder().encode(plain), at);
}

function getAscii(bytes: Uint8Array, { at, bytes: most }: typeof DATE): string {
  const text = String.fromCharCode(...bytes.subarray(at, at + most));
  return text.replace(/\0[^]*$/, "").trim();
}
