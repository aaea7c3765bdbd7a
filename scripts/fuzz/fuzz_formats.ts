/** Damaged WAV, MP3 and ID3 bytes for their readers. */
import {
  check,
  fuzz,
  type FuzzLimits,
  type FuzzReport,
  type Random,
  type Seed,
} from "./fuzz_engine.ts";
import { buildId3 } from "../../formats/id3.ts";
import { joinBytes } from "../../formats/join_bytes.ts";
import { mp3Frames, parseMp3Header } from "../../formats/mp3_frame.ts";
import { buildInfoTag, parseInfoTag } from "../../formats/mp3_info_tag.ts";
import { type Mp3Scan, scanMp3 } from "../../formats/mp3_scan.ts";
import { Mp3Tally } from "../../formats/mp3_tally.ts";
import { fileOrigin } from "../../meeting/retention/file_origin.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { repairWav } from "../../formats/wav_repair.ts";
import { WavWriter } from "../../formats/wav_writer.ts";

/** Runs until a limit is reached; throws as `fuzz` does. */
export function fuzzFormats(o: FuzzLimits): FuzzReport {
  return fuzz(o, (folder, random) => [
    ...wavSeeds(folder),
    ...sizeSeeds(folder, random),
    ...mp3Seeds(random),
  ]);
}

function readWav(path: string, bytes: Uint8Array): void {
  fileOrigin(path, "wav");
  using reader = WavReader.open(path);
  const { frames, channels, bits, staleFrames = 0 } = reader.info;
  check(staleFrames <= frames, "no more frames were counted than are there");
  check(frames * channels * bits / 8 <= bytes.length, "no more frames than bytes");
  const into = new Float32Array(4096 * channels);
  for (let at = 0; at < frames; at += 4096) {
    const samples = reader.read(at, 4096, into);
    check(samples.length === Math.min(4096, frames - at) * channels, "all frames are read");
    check(samples.every(Number.isFinite), "all samples are finite");
  }
}

function repair(path: string): void {
  const { frames } = repairWav(path);
  using reader = WavReader.open(path);
  check(reader.info.frames === frames && !reader.info.truncated, "a repaired file is whole");
  check(!repairWav(path).changed, "repairing again changes nothing");
}

function readMp3(path: string, bytes: Uint8Array): void {
  const origin = fileOrigin(path, "mp3");
  check(!Number.isNaN(origin?.recordedAt?.getTime()), "a date is one");
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const header = parseMp3Header(bytes, at);
    if (header !== undefined) parseInfoTag(bytes.subarray(at, at + header.frameBytes));
  }
  walk(bytes);
  const kindly = kindScan(path);
  if (kindly) check(kindly.bytes + kindly.id3Bytes <= bytes.length, "no more frames than bytes");
  const found = scanMp3(path, { crc: true });
  check(found.bytes + found.id3Bytes <= bytes.length, "no more frames than bytes");
  if (found.frames > 3) check(kindly?.frames === found.frames, "a sound file is read alike");
  check(found.samples >= 0, "no negative length");
}

/** What is found where other bytes are skipped; nothing where there is no sound. */
function kindScan(path: string): Mp3Scan | undefined {
  try {
    return scanMp3(path, { skipsOthers: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.InvalidData)) throw error;
    return undefined;
  }
}

/** The frames from the first byte on, as far as they are whole. */
function walk(bytes: Uint8Array): void {
  let end = 0;
  try {
    for (const { at, header } of mp3Frames(bytes)) {
      check(at === end, "frames stand one behind the other");
      end = at + header.frameBytes;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.InvalidData)) throw error;
  }
  check(end <= bytes.length, "frames end within the bytes");
}

/** Small files of each kind that the writer makes, and what a crash leaves of them. */
function wavSeeds(folder: string): Seed[] {
  const seeds: Seed[] = [];
  for (const encoding of ["float32", "pcm16", "pcm24"] as const) {
    for (const rf64FromBytes of [1, 2 ** 32]) {
      for (const finished of [true, false]) {
        const path = `${folder}/seed.wav`;
        const o = { rateHz: 48000, channels: 2, encoding, rf64FromBytes, overwrite: true };
        using writer = WavWriter.create(path, o);
        writer.write(Float32Array.from({ length: 400 }, (_, i) => Math.sin(i)));
        if (finished) writer.finish();
        const bytes = Deno.readFileSync(path);
        seeds.push([readWav, bytes], [repair, bytes]);
      }
    }
  }
  return seeds;
}

/** Files whose sizes are those of some moment before a crash, with and without a chunk or half a frame behind the sound. */
function sizeSeeds(folder: string, random: Random): Seed[] {
  const path = `${folder}/sizes.wav`;
  const o = { rateHz: 48_000, channels: 2, encoding: "pcm16", overwrite: true } as const;
  using writer = WavWriter.create(path, o);
  writer.write(Float32Array.from({ length: 800 }, () => 2 * random() - 1));
  writer.finish();
  const whole = Deno.readFileSync(path);
  const dataAt = whole.length - 1_600;
  const behind = [
    new Uint8Array(),
    Uint8Array.of(1, 2, 3),
    new TextEncoder().encode("LIST\x04\0\0\0INFO"),
  ];
  return [0, 4, 400, 401, 1_596, 1_600, 0xffff_ffff].flatMap((said) =>
    behind.flatMap((tail): Seed[] => {
      const bytes = joinBytes([whole, tail]);
      const view = new DataView(bytes.buffer);
      view.setUint32(4, Math.min(0xffff_ffff, dataAt - 8 + said), true);
      view.setUint32(dataAt - 4, said, true);
      return [[readWav, bytes], [repair, bytes]];
    })
  );
}

/** Frames of 128 kbit/s with noise for contents, alone, and with the tags that a finished file has. */
function mp3Seeds(random: Random): Seed[] {
  const frames = Array.from({ length: 6 }, () => {
    const frame = Uint8Array.from({ length: 384 }, () => random() * 256);
    frame.set([0xff, 0xfb, 0x94, 0x64]);
    return frame;
  });
  const tally = new Mp3Tally();
  frames.forEach((frame) => tally.push(frame));
  const info = buildInfoTag(tally.data, { samples: 5000, encoding: { bitrateKbps: 128 } });
  const chapters = [{ title: "one", startMs: 0, endMs: 50 }, {
    title: "two",
    startMs: 50,
    endMs: 104,
  }];
  const id3 = buildId3({ title: "title", lengthMs: 104, chapters });
  return [[readMp3, joinBytes(frames)], [readMp3, joinBytes([id3, info, ...frames])]];
}
