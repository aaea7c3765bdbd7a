import { assert, assertAlmostEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import type { PipewireCard } from "../../scripts/stage/pipewire/pipewire_card.ts";
import { Program } from "../../scripts/stage/program.ts";
import { findClicks } from "../../scripts/stage/skewed_microphone.ts";
import { TemporaryFolder } from "../../scripts/stage/temporary_folder.ts";
import { decode } from "../../scripts/stage/tones.ts";
import { startCard, suite } from "./card.ts";

const RATE_HZ = 48_000;
const CLICK_EVERY_MS = 500;
const SECONDS = 18;
/** When the other program comes, how long it stays, and how long its going may take to be made up. */
const COMES_SECONDS = 4;
const STAYS_SECONDS = 4;
const SETTLES_SECONDS = 6;
/** PipeWire's own cycle is 2,048 frames long beside us. */
const SHORT_CYCLE_FRAMES = 256;
const LEAST_LOST_MS = 10;
/** How far what follows is from its place, and a gap from what was lost. */
const MOST_OFF_MS = 1;
/** 0.3.65 counts a cycle's frames at its beginning, so that shorter ones come later, and loses more when that program goes. */
const OLD_MOST_OFF_MS = { then: 50, after: 8 };

if (suite === "trixie") {
  Deno.test("what PipeWire 1.4 loses where a program makes cycles shorter is reported as long as it was, and what follows is in its place", async () => {
    const { lostMs, reportedMs, then, after } = await recordMeddling();
    assertAlmostEquals(reportedMs, lostMs, MOST_OFF_MS);
    for (const offMs of [...then, ...after]) assertLess(Math.abs(offMs), MOST_OFF_MS);
  });
} else {
  Deno.test("what PipeWire 0.3.65 loses where a program makes cycles shorter is reported up to a cycle too long, and what follows is in its place once that program has gone", async () => {
    const { lostMs, reportedMs, then, after } = await recordMeddling();
    assertLess(lostMs - MOST_OFF_MS, reportedMs);
    assertLess(reportedMs, lostMs + OLD_MOST_OFF_MS.then);
    for (const offMs of then) assertLess(Math.abs(offMs), OLD_MOST_OFF_MS.then);
    for (const offMs of after) assertLess(Math.abs(offMs), OLD_MOST_OFF_MS.after);
  });
}

interface Meddled {
  /** What the other program's coming took from everybody, and what confrec says of it; ms. */
  readonly lostMs: number;
  readonly reportedMs: number;
  /** How far each click of the system's side is from its place, ms: until that program goes, and some time after it. */
  readonly then: readonly number[];
  readonly after: readonly number[];
}

/** Records clicks while another program comes, wants short cycles, and goes. */
async function recordMeddling(): Promise<Meddled> {
  await using card = await startCard({ ear: true });
  using temporary = new TemporaryFolder();
  const path = (name: string) => join(temporary.path, name);
  writeClicks(path("clicks.wav"));
  const peer = recordToo(card, path("peer.wav"));
  await using program = new Program(["--out", path("out.wav"), "--json", "--keep-stems"], card.env);
  await program.saw('"started"');
  await Promise.all([card.play(path("clicks.wav"), "speakers", 500).status, meddle(card)]);
  peer.kill("SIGINT");
  await peer.status;
  program.kill("SIGINT");
  const { stdout } = await program.result;
  const { tracks } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");

  const leftSeconds = COMES_SECONDS + STAYS_SECONDS;
  const peerClicks = await clicksOf(path("peer.wav"));
  const lostMs = -(peerClicks.findLast(({ atSeconds }) => atSeconds < leftSeconds)?.offMs ?? NaN);
  assertLess(LEAST_LOST_MS, lostMs, "nothing was lost: cycles have not become shorter");
  const clicks = await clicksOf(path("out.system.wav"));
  const offMs = (isIn: (atSeconds: number) => boolean) => {
    return clicks.filter(({ atSeconds }) => isIn(atSeconds)).map((click) => click.offMs);
  };
  const then = offMs((at) => at < leftSeconds);
  const after = offMs((at) => at > leftSeconds + SETTLES_SECONDS);
  assert(then.length > 10 && after.length > 4, `${clicks.length} clicks`);
  return { lostMs, reportedMs: tracks.system.gaps.seconds * 1_000, then, after };
}

/** Another program comes, wants short cycles, and goes. */
async function meddle(card: PipewireCard): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, COMES_SECONDS * 1_000));
  const what = "{ stream.capture.sink = true target.object = speakers }";
  const record = ["pw-cat", "--record", "--latency", `${SHORT_CYCLE_FRAMES}`, "-P", what];
  await card.inside("timeout", `${STAYS_SECONDS}`, ...record, "/dev/null");
}

/** What another program than confrec hears. */
function recordToo(card: PipewireCard, path: string): Deno.ChildProcess {
  const from = ["--device=speakers.monitor", "--latency-msec=100", "--file-format=wav"];
  return new Deno.Command("parec", { args: [...from, path], env: card.env }).spawn();
}

/** Clicks in faint noise, so that nothing takes it for silence. */
function writeClicks(path: string): void {
  const every = CLICK_EVERY_MS * RATE_HZ / 1_000;
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 2, encoding: "float32" });
  const samples = Float32Array.from({ length: 2 * every }, (_, i) => 0.005 * (i % 4 < 2 ? 1 : -1));
  samples.fill(0.9, every, every + 2);
  for (let n = 0; n < SECONDS * 1_000 / CLICK_EVERY_MS; n++) writer.write(samples);
  writer.finish();
}

/** Where each click is, from the first on, and how far from where it belongs. */
async function clicksOf(path: string): Promise<{ atSeconds: number; offMs: number }[]> {
  const { channels: [samples = new Float32Array()] } = await decode(path, 1);
  const frames = findClicks(samples);
  const [first = NaN] = frames;
  return frames.map((frame) => {
    const ms = (frame - first) * 1_000 / RATE_HZ;
    return { atSeconds: ms / 1_000, offMs: ms - CLICK_EVERY_MS * Math.round(ms / CLICK_EVERY_MS) };
  });
}
