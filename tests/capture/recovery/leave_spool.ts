/** Spools as a crash leaves them. */
import { type PerTrack, STEM_CHANNELS, TRACK_NAMES } from "../../../capture/ground/tracks.ts";
import { join } from "node:path";
import { Journal, type JournalRecord } from "../../../capture/spool/journal.ts";
import { WavWriter } from "../../../formats/wav_writer.ts";

/** What is to be in a spool. */
export interface SpoolToLeave {
  /** Frames of each stem, all of half scale; a second of both by default. */
  readonly frames?: PerTrack<number>;
  /** What is journalled behind the first record; nothing by default. */
  readonly records?: readonly JournalRecord[];
  /** What the first record says about the file. */
  readonly settings?: Extract<JournalRecord, { type: "session" }>["settings"];
  /** False for a spool without a journal. */
  readonly journal?: boolean;
}

/** Makes a spool whose program was killed: stems with open sizes, a journal without end, a lock that nobody holds. */
export function leaveSpool(folder: string, spool: SpoolToLeave = {}): void {
  const { frames = { mic: 48_000, system: 48_000 }, records = [], settings = {} } = spool;
  Deno.mkdirSync(join(folder, "chunks"), { recursive: true });
  Deno.writeTextFileSync(join(folder, "lock"), "1\n");
  for (const track of TRACK_NAMES) {
    const length = frames[track];
    if (length === undefined) continue;
    const channels = STEM_CHANNELS[track];
    using writer = WavWriter.create(join(folder, `${track}.wav`), {
      ...{ rateHz: 48_000, channels, encoding: "float32" },
    });
    writer.write(new Float32Array(length * channels).fill(0.5));
  }
  if (spool.journal === false) return;
  using journal = Journal.create(join(folder, "journal.ndjson"));
  const source = { name: "a device", kind: "device" } as const;
  journal.append({
    type: "session",
    version: 1,
    startedAt: "2026-01-02T03:04:05.000Z",
    pid: 1,
    rateHz: 48_000,
    tracks: { mic: source, system: source },
    settings,
  });
  for (const record of records) journal.append(record);
}
