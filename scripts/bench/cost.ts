/**
 * `deno task bench:cost [--rounds N] [--seconds N] [--only talk|silence|echo] [--against PROGRAM]`: what recording costs.
 *
 * confrec (compiled where CONFREC_BIN names it), ffmpeg with an MP3 of both sides, and two `parecord`s record the same
 * two sources at the same time. Processor time is that of each with all that it starts, once starting is over; memory
 * is the highest of what is looked at every 2 s. What counts is the ratio to ffmpeg in the same round. With `--against`
 * another confrec records beside them.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { WavWriter } from "../../formats/wav_writer.ts";
import { CONVERSATION_RATE_HZ, makeConversation } from "../stage/conversation.ts";
import { programCommand } from "../stage/program.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";
import { VirtualCard } from "../stage/virtual_card.ts";
import { recordBoth } from "./bench_peers.ts";
import { familyOf, pssMbOf, threadsOf, useOf } from "./process_use.ts";

/** What is on both sides while it is measured: `echo` is talk without a headset, where the microphone hears the call. */
type Scene = "talk" | "silence" | "echo";

/** A program that records, and what it used. */
interface Candidate {
  readonly name: string;
  readonly children: readonly Deno.ChildProcess[];
  cpuSeconds: number;
  pssMb: number;
}

/** Code is compiled by then, and the first chunks are made. */
const SETTLING_SECONDS = 45;
const LOOK_SECONDS = 2;
/** The call in the microphone: so much later, and so much of it. */
const ECHO_SECONDS = 0.03;
const ECHO = 0.2;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "72" },
    only: { type: "string" },
    confrec: { type: "string", multiple: true, default: [] },
    against: { type: "string" },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const scenes = (["talk", "silence", "echo"] as const).filter((scene) =>
  scene === (values.only ?? scene)
);

console.log("| on both sides | program | of one core, each round, % | ratio to ffmpeg | PSS, MB |");
console.log("| --- | --- | --- | --- | --- |");
for (const scene of scenes) {
  const all: Candidate[][] = [];
  for (let round = 0; round < rounds; round++) all.push(await measure(scene));
  report(scene, all);
}

/** One round. */
async function measure(scene: Scene): Promise<Candidate[]> {
  await using card = await VirtualCard.start({ stage: true, prompt: true });
  using temporary = new TemporaryFolder();
  const folder = temporary.path;
  const sound = join(folder, "sound.wav");
  writeSound(sound, scene, SETTLING_SECONDS + seconds + 20);
  const player = card.play(sound, "stage");
  const start = (command: string, ...args: string[]) =>
    new Deno.Command(command, {
      args,
      env: { ...card.env, XDG_CACHE_HOME: join(folder, "cache") },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  // What plays on the stage plays into the microphone, too: a recorder that follows the call would go there.
  const asked = ["--quiet", "--system", "Speakers", ...values.confrec];
  const [program = "", ...before] = [...programCommand(), ...asked];
  const others = values.against === undefined ? [] : [
    candidate(
      "the other confrec",
      start(await Deno.realPath(values.against), ...asked, "--out", join(folder, "other.mp3")),
    ),
  ];
  const candidates = [
    candidate("confrec", start(program, ...before, "--out", join(folder, "meeting.mp3"))),
    candidate("ffmpeg amix, MP3", start("ffmpeg", ...recordBoth(join(folder, "peer.mp3")))),
    candidate(
      "parecord × 2",
      start("parecord", "-d", "microphone", join(folder, "near.wav")),
      start("parecord", "-d", "speakers.monitor", join(folder, "far.wav")),
    ),
    ...others,
  ];
  await pass(SETTLING_SECONDS);
  for (const each of candidates) each.cpuSeconds = -cpuSecondsOf(each);
  const threads = threadsOf(membersOf(candidates[0]));
  for (let at = 0; at < seconds; at += LOOK_SECONDS) {
    await pass(Math.min(LOOK_SECONDS, seconds - at));
    for (const each of candidates) each.pssMb = Math.max(each.pssMb, pssMbOf(membersOf(each)));
  }
  for (const each of candidates) each.cpuSeconds += cpuSecondsOf(each);
  tellThreads(threads, threadsOf(membersOf(candidates[0])));
  const children = [player, ...candidates.flatMap(({ children }) => children)];
  for (const child of children) stop(child);
  await Promise.all(children.map(({ status }) => status));
  return candidates;
}

function stop(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGINT");
  } catch {
    console.error(`  process ${child.pid} has ended before it was asked to`);
  }
}

function candidate(name: string, ...children: Deno.ChildProcess[]): Candidate {
  return { name, children, cpuSeconds: 0, pssMb: 0 };
}

/** Left what the far side says, right the near one; digital silence but for the microphone's last bit. */
function writeSound(path: string, scene: Scene, length: number): void {
  const { near, far } = makeConversation(length, 0.2);
  const both = new Float32Array(2 * near.length);
  const later = ECHO_SECONDS * CONVERSATION_RATE_HZ;
  for (let i = 0; i < near.length; i++) {
    const echo = scene === "echo" ? ECHO * (far[i - later] ?? 0) : 0;
    both[2 * i] = scene === "silence" ? 0 : far[i] ?? 0;
    both[2 * i + 1] = scene === "silence" ? (i % 7 === 0 ? 1 : 0) / 32_768 : (near[i] ?? 0) + echo;
  }
  using writer = WavWriter.create(path, {
    rateHz: CONVERSATION_RATE_HZ,
    channels: 2,
    encoding: "pcm16",
  });
  writer.write(both);
  writer.finish();
}

function membersOf(each: Candidate | undefined): number[] {
  return each?.children.flatMap(({ pid }) => familyOf(pid)) ?? [];
}

function cpuSecondsOf(each: Candidate): number {
  return useOf(membersOf(each)).cpuSeconds;
}

/** Which threads of confrec worked, to stderr: it is no part of the table. */
function tellThreads(before: Map<string, number>, after: Map<string, number>): void {
  const shares = [...after].flatMap(([name, ticks]) => {
    const used = ticks - (before.get(name) ?? 0);
    return used > 0 ? [`${name} ${(used / seconds).toFixed(2)} %`] : [];
  });
  console.error(`  ${shares.join(", ")}`);
}

function report(scene: Scene, all: readonly Candidate[][]): void {
  const share = ({ cpuSeconds }: Candidate) => 100 * cpuSeconds / seconds;
  for (const [i, { name }] of (all[0] ?? []).entries()) {
    const mine = all.flatMap((one) => one[i] ?? []);
    const peers = all.flatMap((one) => one[1] ?? []);
    const ratios = mine.map((one, round) => share(one) / share(peers[round] ?? one));
    const memory = median(mine.map(({ pssMb }) => pssMb));
    console.log(
      `| ${scene} | ${name} | ${mine.map((one) => share(one).toFixed(2)).join(", ")} | ` +
        `${median(ratios).toFixed(2)} | ${memory.toFixed(0)} |`,
    );
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function pass(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000 * duration));
}
