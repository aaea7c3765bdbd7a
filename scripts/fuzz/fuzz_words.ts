/** Damaged words for those who read them: journals, stems that a crash left, settings, command lines. */
import { Journal, type JournalRecord, readJournal } from "../../capture/spool/journal.ts";
import { readLeftSession } from "../../capture/recovery/left_session.ts";
import { mendStem } from "../../capture/recovery/mend_stem.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { parseArguments } from "../../cli/parse_arguments.ts";
import { requestOf } from "../../meeting/steer/mailbox.ts";
import { MOST_TEXT, type SteerOrder } from "../../meeting/steer/steer_protocol.ts";
import { readJournalSettings } from "../../meeting/settings/journal_settings.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { check, fuzz, type FuzzLimits, type FuzzReport, type Seed } from "./fuzz_engine.ts";

const SETTINGS = {
  out: "/home/me/meeting.mp3",
  spool: "/home/me/meeting.mp3.confrec",
  force: false,
  keepStems: true,
  startedAt: "2026-01-02T03:04:05.000Z",
  sound: { bitrate: "64k", bits: "16", channels: "mono", gate: "-45dB", normalize: "peak" },
};
const SOURCE = { name: "Mikrofon – Büro", kind: "device", stream: "input", id: "a" } as const;
const RECORDS: readonly JournalRecord[] = [
  {
    type: "session",
    version: 1,
    startedAt: "2026-01-02T03:04:05.000Z",
    pid: 42,
    rateHz: 48_000,
    tracks: { mic: SOURCE, system: SOURCE },
    settings: SETTINGS,
  },
  { type: "opened", track: "mic", name: "USB", rateHz: 44_100, channels: 1 },
  { type: "zero", zeroNs: 1.5, startedAt: "2026-01-02T03:04:06.000Z" },
  { type: "anchor", track: "mic", frames: 10, position: 9, hostNs: 1e15, ppm: -3.5, dropped: 0 },
  { type: "gap", track: "mic", atFrame: 5, frames: 3, cause: "stall" },
  { type: "lost", track: "system", atFrame: 7, reason: "unplugged" },
  { type: "mark", atFrame: 4, text: "The vote" },
  { type: "mute", track: "mic", atFrame: 5 },
  { type: "pause", atFrame: 6 },
  { type: "resume", atFrame: 8 },
  { type: "published", out: "/home/me/meeting.mp3", bytes: 17 },
];
const LINES = [
  ["--out", "a.mp3", "--mic", "usb", "--bitrate", "64k", "--gate", "-45dB", "--duration", "1h30m"],
  ["mix", "--mic=a.wav", "--system", "b.wav", "-o", "c.wav", "--bits", "24", "--force"],
  ["recover", "meeting.mp3.confrec", "--quiet", "--json"],
];

const ID = "0b5f0c1e-6e0c-4b52-9c1b-0f2f6f0a7d3e";
const REQUESTS: readonly SteerOrder[] = [
  { order: "mark", text: "The vote" },
  { order: "mute", track: "mic" },
  { order: "extend", seconds: 900 },
  { order: "stop", wait: true },
];

/** Runs until a limit is reached; throws as `fuzz` does. */
export function fuzzWords(o: FuzzLimits): FuzzReport {
  return fuzz(
    o,
    (folder) => [...journalSeeds(folder), ...stemSeeds(folder), ...lineSeeds(), ...requestSeeds()],
  );
}

function journalSeeds(folder: string): Seed[] {
  const path = `${folder}/journal.ndjson`;
  {
    using journal = Journal.create(path);
    for (const record of RECORDS) journal.append(record);
  }
  const settings = new TextEncoder().encode(JSON.stringify(SETTINGS));
  return [[readsJournal, Deno.readFileSync(path)], [readsSettings, settings]];
}

function readsJournal(path: string, bytes: Uint8Array): void {
  let told = 0;
  for (const line of readJournal(path)) told += line.bytes;
  check(told <= bytes.length, "no more bytes than there are");
  const none = `${path}.none`;
  const left = readLeftSession({ journalPath: path, stemPath: () => none });
  check(left.report.frames === 0, "without stems nothing was heard");
  check(left.report.rateHz > 0, "there is a rate");
  readJournalSettings(left.settings);
}

function readsSettings(_path: string, bytes: Uint8Array): void {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return;
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) return;
  const read = readJournalSettings(json as Parameters<typeof readJournalSettings>[0]);
  check(read === undefined || !Number.isNaN(read.startedAt.getTime()), "a date is one");
}

function stemSeeds(folder: string): Seed[] {
  const path = `${folder}/stem.wav`;
  const o = { rateHz: 48_000, channels: 2, encoding: "float32", overwrite: true } as const;
  using writer = WavWriter.create(path, o);
  writer.write(new Float32Array(400).fill(0.5));
  return [[mendsStem, Deno.readFileSync(path)]];
}

/** Whatever a header says, what is mended can be read, and mending it again changes nothing. */
function mendsStem(path: string): void {
  const stem = mendStem(path, "system", 48_000);
  if (stem === undefined) return;
  using reader = WavReader.open(path);
  check(reader.info.frames === stem.frames && !reader.info.truncated, "a mended stem is whole");
  const before = Deno.readFileSync(path);
  mendStem(path, "system", 48_000);
  check(Deno.readFileSync(path).every((byte, at) => byte === before[at]), "once is enough");
}

function lineSeeds(): Seed[] {
  return LINES.map((words): Seed => [readsLine, new TextEncoder().encode(words.join("\n"))]);
}

/** Words are put between line ends, which no damage spares. */
function readsLine(_path: string, bytes: Uint8Array): void {
  const words = new TextDecoder().decode(bytes).split("\n");
  try {
    const { call } = parseArguments(words);
    check(call.given.size <= words.length, "no more options than words");
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    check(!error.message.includes("\n"), "an error is one line");
    throw new Deno.errors.InvalidData(error.message, { cause: error });
  }
}

function requestSeeds(): Seed[] {
  return REQUESTS.map((order): Seed => {
    return [readsRequest, new TextEncoder().encode(JSON.stringify({ id: ID, ...order }))];
  });
}

/** What a mailbox obeys is known to the last field, and no longer than it may be. */
function readsRequest(_path: string, bytes: Uint8Array): void {
  const request = requestOf(ID, new TextDecoder().decode(bytes));
  if (request instanceof Error) {
    throw new Deno.errors.InvalidData(`Cannot obey: ${request.message}`);
  }
  check(request.id === ID, "it is the one that was sent");
  check(request.order !== "mark" || request.text.length <= MOST_TEXT, "a text has a length");
  check(request.order !== "extend" || request.seconds > 0, "later is not earlier");
}
