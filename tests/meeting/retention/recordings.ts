/** Finished recordings as confrec makes them, and as others do. */
import { buildId3 } from "../../../formats/id3.ts";
import { joinBytes } from "../../../formats/join_bytes.ts";
import { buildInfoTag } from "../../../formats/mp3_info_tag.ts";
import { Mp3Tally } from "../../../formats/mp3_tally.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { encodeMp3, testSound } from "../../formats/mp3_of.ts";

const FRAMES = 4_800;
const stream = encodeMp3(testSound(FRAMES, 1), { channels: 1, kbps: 32 });

/** ISO 8601 without a zone, local time, as tags have it. */
export function tagTime(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** A whole MP3 of 0.1 s. */
export function mp3Of(
  at: Date,
  encoder = "confrec 0.1.0",
  part?: number,
): Uint8Array<ArrayBuffer> {
  const tally = new Mp3Tally();
  tally.push(stream);
  const info = buildInfoTag(tally.data, { samples: FRAMES, encoding: { bitrateKbps: 32 } });
  const track = part === undefined ? {} : { track: part };
  return joinBytes([buildId3({ recorded: tagTime(at), encoder, ...track }), info, stream]);
}

/** Writes a whole WAV of 0.1 s. */
export function writeWav(path: string, at: Date, originator = "confrec 0.1.0"): void {
  using writer = WavWriter.create(path, {
    ...{ rateHz: 48_000, channels: 1, encoding: "pcm16" },
    origin: { originator, recorded: tagTime(at) },
  });
  writer.write(new Float32Array(FRAMES));
  writer.finish();
}
