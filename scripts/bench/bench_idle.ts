/**
 * What a confrec costs that only listens, beside two `parecord`s that do nothing with what they hear.
 *
 *     CONFREC_BIN=dist/confrec deno run -A scripts/bench/bench_idle.ts [ROUNDS] [SECONDS] [call]
 *
 * With `call` it is a room that waits for one, else a recording that waits for somebody to speak.
 *
 * Processor time of all processes of each, in the same time, on a private sound server with noise on the microphone.
 */
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import { makeNoSpeech } from "../corpus/no_speech.ts";
import { Program } from "../stage/program.ts";
import { VirtualCard } from "../stage/virtual_card.ts";
import { familyOf, pssMbOf, threadsOf, useOf } from "./process_use.ts";

const RATE_HZ = 48_000;
/** What starting costs is over by then, and code is compiled. */
const SETTLING_SECONDS = 30;

const [rounds = 3, seconds = 60] = Deno.args.slice(0, 2).map(Number);
/** Whoever holds the microphone is in a call, but for the peers. */
const WAITS = Deno.args[2] === "call"
  ? ["room", "--trigger", "call", "--ignore", "parecord"]
  : ["--start-on-speech"];

for (let round = 1; round <= rounds; round++) await measure(round);

async function measure(round: number): Promise<void> {
  await using card = await VirtualCard.start({ prompt: true });
  const room = join(card.folder, "room.wav");
  writeRoom(room, SETTLING_SECONDS + seconds + 30);
  const player = card.play(room, "micfeed");
  const out = join(card.folder, "a.mp3");
  await using program = new Program([...WAITS, "--out", out, "--json"], card.env);
  await program.saw('"waiting"');
  const recorders = ["microphone", "speakers.monitor"].map((device) => recorder(card, device));
  await pass(SETTLING_SECONDS);
  const ours = familyOf(program.child.pid);
  const theirs = recorders.flatMap(({ pid }) => familyOf(pid));
  const before = [useOf(ours).cpuSeconds, useOf(theirs).cpuSeconds];
  const threads = threadsOf(ours);
  await pass(seconds);
  const after = [useOf(ours).cpuSeconds, useOf(theirs).cpuSeconds];
  const [confrec = 0, parecord = 0] = after.map((end, i) => {
    return 100 * (end - (before[i] ?? 0)) / seconds;
  });
  console.log(
    `round ${round}: confrec ${confrec.toFixed(2)} % of a core, ${
      pssMbOf(ours).toFixed(0)
    } MB PSS; ` +
      `two parecords ${parecord.toFixed(2)} %, ${pssMbOf(theirs).toFixed(0)} MB`,
  );
  console.log(`  ${memoryOf(program.child.pid)}`);
  const shares = [...threadsOf(ours)].flatMap(([name, ticks]) => {
    const used = ticks - (threads.get(name) ?? 0);
    return used > 0 ? [`${name} ${(used / seconds).toFixed(2)} %`] : [];
  });
  console.log(`  ${shares.join(", ")}`);
  for (const { child } of [{ child: player }, ...recorders.map((one) => ({ child: one }))]) {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await child.status;
  }
}

function recorder(card: VirtualCard, device: string): Deno.ChildProcess {
  return new Deno.Command("parecord", {
    args: ["--raw", `--device=${device}`, "/dev/null"],
    env: card.env,
    stdout: "null",
    stderr: "null",
  }).spawn();
}

function writeRoom(path: string, length: number): void {
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 1, encoding: "pcm16" });
  writer.write(makeNoSpeech("white noise", length, -60, 1));
  writer.finish();
}

/** Where a process's memory is, MB. */
function memoryOf(pid: number): string {
  const text = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
  const mb = (name: string) => {
    const found = new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1];
    return `${name} ${(Number(found ?? 0) / 1024).toFixed(0)} MB`;
  };
  return ["Rss", "Pss_Anon", "Pss_File", "Private_Dirty"].map(mb).join(", ");
}

function pass(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000 * duration));
}
