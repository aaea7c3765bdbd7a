/**
 * A browser's call, recorded beside it: WebRTC, Opus, and the microphone through the browser's own processing.
 *
 * The browser is Chromium, or the one that `CONFREC_BROWSER` names (`deno task test:firefox`).
 */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { join } from "node:path";
import { WavWriter } from "../../../formats/wav_writer.ts";
import { speakAll } from "../../../scripts/corpus/corpus_voices.ts";
import { Call } from "../../../scripts/stage/call/call.ts";
import { callBrowser } from "../../../scripts/stage/call/call_browser.ts";
import { findSound } from "../../../scripts/stage/call/find_sound.ts";
import { offsetSeconds } from "../../../scripts/stage/offset.ts";
import { Program } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { decode, rmsDb } from "../../../scripts/stage/tones.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { gapsOf, jsonLinesOf } from "../json_lines.ts";
import { Witness } from "../witness.ts";

const BROWSER = callBrowser(Deno.env.get("CONFREC_BROWSER") ?? "chromium");
const RATE_HZ = 48_000;
/**
 * Opus and jitter buffers change a voice, and a browser on a busy machine speaks in pieces; but a sentence is never like
 * another one: of two different ones the likeness is 0.45 at most.
 */
const ALIKE = 0.5;
/** What the sound server had is in the recording as it was. */
const SAME = 0.95;
const SAME_SECONDS = 0.005;
/** What players keep ahead, so that a busy machine does not interrupt them. */
const PLAYER_MS = 1_000;
/** Voices are compared by their loudness, so it stays what it is. */
const PLAIN = ["--gate", "off", "--normalize", "off", "--trim", "off"];
const HEADSET = "module-null-sink sink_name=headset norewinds=1 rate=48000 format=float32le " +
  "sink_properties=device.description=Headset";
/** As every PulseAudio has it: a program that opens its output anew finds it where a person has moved it. */
const MEMORY = "module-stream-restore";
const EAR = "module-remap-source master=speakers.monitor source_name=ear " +
  "source_properties=device.description=Ear";
const MICROPHONE = "module-remap-source master=micfeed.monitor source_name=microphone " +
  "source_properties=device.description=Microphone";

const NEAR = [
  "Perhaps we should wait until everybody is here before we open the first topic.",
  "Half of the servers were replaced over the weekend, the rest follow in spring.",
  "Could somebody put this in writing, so that we can look at it tomorrow?",
  "What time is the next train to the coast, and who has the tickets?",
];
const FAR = [
  "The figures for the second quarter are slightly better than we expected.",
  "I suggest that we postpone the decision, and ask for a second opinion.",
  "Could you please share your screen? I cannot see the slides yet.",
  "She sells sea shells on the sea shore; he shut the shop.",
];
const VOICES = { near: ["en-gb+m3", 160], far: ["en-us+f4", 170] } as const;

/** A sentence in what a side says. */
interface Sentence {
  readonly fromSeconds: number;
  readonly samples: Float32Array;
}

/** What one side says. */
interface Side {
  readonly path: string;
  readonly sentences: readonly Sentence[];
}

/** A sentence that was found in a recording. */
interface Heard {
  /** Where the whole side would begin, as this sentence says, seconds. */
  readonly beganAt: number;
  /** Where the sentence begins. */
  readonly atSeconds: number;
}

/**
 * Writes what a side says into a file.
 *
 * @param turns which sentences, one after the other
 * @param pauseSeconds before each
 */
async function say(
  folder: string,
  name: keyof typeof VOICES,
  sayings: readonly string[],
  turns: readonly number[],
  pauseSeconds: (sentence: number) => number,
): Promise<Side> {
  const cast = { voices: [VOICES[name]], sentences: turns.map((turn) => sayings[turn] ?? "") };
  const [spoken = []] = await speakAll(RATE_HZ, cast);
  const sentences: Sentence[] = [];
  const path = join(folder, `${name}.wav`);
  using writer = WavWriter.create(path, { rateHz: RATE_HZ, channels: 1, encoding: "pcm16" });
  let frames = 0;
  for (const [i, saying] of spoken.entries()) {
    const pause = new Float32Array(Math.round(RATE_HZ * pauseSeconds(i)));
    const samples = saying.map((sample) => sample / 3);
    sentences.push({ fromSeconds: (frames + pause.length) / RATE_HZ, samples });
    for (const part of [pause, samples]) writer.write(part);
    frames += pause.length + samples.length;
  }
  writer.finish();
  return { path, sentences };
}

/** The sentences that a recording holds whole. */
function heardIn(
  recording: Float32Array,
  { sentences }: Side,
  name: string,
  alike = ALIKE,
): Heard[] {
  const found = sentences.map(({ fromSeconds, samples }) => {
    const { atSeconds, likeness } = findSound(recording, samples, RATE_HZ);
    return { beganAt: atSeconds - fromSeconds, atSeconds, likeness };
  });
  const words = found.map((each) => {
    return `${each.likeness.toFixed(3)} alike at ${each.atSeconds.toFixed(4)} s` +
      ` (${each.beganAt.toFixed(4)} s)`;
  });
  console.log(`${name}: ${words.join(", ")}`);
  return found.filter(({ likeness }) => likeness > alike);
}

/** None is displaced against the others. */
function assertInPlace(heard: readonly Heard[], toleranceSeconds: number): void {
  for (const { beganAt } of heard) {
    assertAlmostEquals(beganAt, heard[0]?.beganAt ?? NaN, toleranceSeconds);
  }
}

/** What a witness heard, in pieces of two seconds, without those that are silent. */
function piecesOf(heard: Float32Array): Side {
  const sentences: Sentence[] = [];
  for (let from = 0; from + 2 < heard.length / RATE_HZ; from += 2) {
    // What is compared to the sample is their middle.
    if (rmsDb(heard, from + 0.7, from + 1.3) < -50) continue;
    const samples = heard.slice(from * RATE_HZ, (from + 2) * RATE_HZ);
    sentences.push({ fromSeconds: from, samples });
  }
  return { path: "", sentences };
}

/** What one recording holds of what the witness heard is the same; the first and the last piece it may have missed. */
function assertSame(recording: Float32Array, heard: Side, name: string): void {
  const same = heardIn(recording, heard, name, SAME);
  assert(same.length >= heard.sentences.length - 2, `${name}: pieces are missing`);
  assertInPlace(same, SAME_SECONDS);
}

function seconds(count: number): Promise<void> {
  return new Promise((done) => setTimeout(done, 1_000 * count));
}

Deno.test("a browser's call: what both say is in the file, whole and in step", async () => {
  await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ prompt: true, extra: [`load-module ${EAR}`] });
    const near = await say(folder, "near", NEAR, [0, 1], (i) => i === 0 ? 0.2 : 4.5);
    const far = await say(folder, "far", FAR, [0, 1], () => 4.5);
    await using call = await Call.start(BROWSER, card, far.path);
    // Named, since where only the microphone's feed plays for two seconds, that would be taken for the call's output.
    const record = (name: string, mic: string, ...more: string[]) => {
      const out = ["--out", join(folder, name), "--mic", mic, "--system", "speakers", ...more];
      return new Program([...out, "--channels", "split", "--json", ...PLAIN], card.env);
    };
    await using program = record("call.mp3", "microphone");
    // The same call, with a microphone that hears the loudspeaker at once and nothing else: that one tells the step.
    await using beside = record("step.wav", "ear", "--echo", "off");
    await Promise.all([program, beside].map((each) => each.saw('"progress"')));
    const [mouth, loudspeaker] = [new Witness(card, "micfeed"), new Witness(card, "speakers")];
    await call.begin();
    await card.play(near.path, "micfeed", PLAYER_MS).status;
    await seconds(4.5);
    for (const each of [program, beside]) each.kill("SIGINT");
    for (const { code, stderr, stdout } of [await program.result, await beside.result]) {
      assertEquals(code, 0, stderr);
      assertEquals(gapsOf(jsonLinesOf(stdout)), []);
    }
    assertLess(0.001, call.taken, "the call took nothing from the microphone");

    const { channels: [mic, system] } = await decode(join(folder, "call.mp3"), 2);
    assert(mic && system);
    assertEquals(heardIn(mic, near, "you").length, 2);
    const [said, played] = [await mouth.heard(), await loudspeaker.heard()];
    // On a machine that is busy the browser itself may play a sentence with pieces missing.
    const playedWhole = heardIn(played, far, "the call, as it was played");
    assertLess(0, playedWhole.length);
    const there = heardIn(system, far, "the call", ALIKE - 0.05);
    assert(there.length >= playedWhole.length, "a sentence of the call is not in the file");
    assertSame(mic, piecesOf(said), "the microphone's sound");
    assertSame(system, piecesOf(played), "the speakers' sound");

    const { channels: [ear, speakers] } = await decode(join(folder, "step.wav"), 2);
    assert(ear && speakers);
    for (const { atSeconds } of heardIn(speakers, far, "the call, again")) {
      const apart = offsetSeconds(ear, speakers, RATE_HZ, atSeconds + 0.3, 2);
      console.log(`the loudspeaker, on both sides: ${(apart * 1e3).toFixed(3)} ms`);
      assertLess(Math.abs(apart), 0.001);
    }
  }, { prefix: "confrec call é " });
});

Deno.test("a browser's call: moved to a headset, the microphone unplugged, the browser killed", async () => {
  await withFolder(async (folder) => {
    const extra = [HEADSET, MEMORY].map((module) => `load-module ${module}`);
    await using card = await VirtualCard.start({ prompt: true, extra });
    // Both speak all the time: an output that is silent while another plays would be left for that.
    const turns = [0, 1, 2, 3, 4, 5, 6, 7];
    const near = await say(folder, "near", [...NEAR, ...FAR], turns, () => 0.1);
    const far = await say(folder, "far", [...FAR, ...NEAR], turns, () => 0.1);
    await using call = await Call.start(BROWSER, card, far.path);
    const out = join(folder, "call.wav");
    const args = ["--out", out, "--channels", "split", "--json", ...PLAIN];
    await using program = new Program(args, card.env);
    await program.saw('"progress"');
    await call.begin();
    const player = card.play(near.path, "micfeed", PLAYER_MS);
    await seconds(5);
    await moveBrowser(card, "headset");
    await program.saw('"moved"');
    await seconds(5);
    await card.pactl("unload-module", "module-remap-source");
    await seconds(2);
    await card.pactl("load-module", ...MICROPHONE.split(" "));
    await card.pactl("set-default-source", "microphone");
    await seconds(7);
    await call.kill();
    await seconds(1.2);
    program.kill("SIGINT");
    const result = await program.result;
    await end(player);
    assertEquals(result.code, 4, result.stderr);
    const lines = jsonLinesOf(result.stdout);
    const gaps = gapsOf(lines).filter(({ track }) => track === "mic");
    const [gap, ...more] = gaps;
    assert(gap && more.length === 0, result.stderr);
    // Longer than it was unplugged only by what it takes to find and open it again.
    assertLess(gap.seconds, 4.5);
    const devices = lines.flatMap((line) => line.event === "track" ? [line] : []);
    assertEquals(devices.map(({ state }) => state), ["moved", "lost", "back"]);
    const movedAt = devices[0]?.atSeconds ?? NaN;

    const { channels: [mic, system] } = await decode(out, 2);
    assert(mic && system);
    const said = heardIn(mic, near, "you");
    assert(said.some(({ atSeconds }) => atSeconds < gap.atSeconds - 2), "nothing before the gap");
    assert(said.some(({ atSeconds }) => atSeconds > gap.atSeconds + 1), "nothing after it");
    assertInPlace(said, 0.1);
    const answered = heardIn(system, far, "the call");
    assert(answered.some(({ atSeconds }) => atSeconds < movedAt - 4), "nothing on the speakers");
    assert(answered.some(({ atSeconds }) => atSeconds > movedAt - 0.1), "nothing on the headset");
    // The browser is dead, and you are not; between two sentences you are silent for half a second.
    const length = system.length / RATE_HZ;
    assertLess(rmsDb(system, length - 0.4, length), -80);
    assertLess(-60, rmsDb(mic, length - 1.1, length));
  }, { prefix: "confrec call é " });
});

/** Ends a player that may have come to its end. */
async function end(player: Deno.ChildProcess): Promise<void> {
  try {
    player.kill();
  } catch {
    // It has played all that it had.
  }
  await player.status;
}

/** As a person does it, in the settings of the sound: this program's output, and not the default one. */
async function moveBrowser(card: VirtualCard, sink: string): Promise<void> {
  const inputs = (await card.pactl("list", "sink-inputs")).split(/^Sink Input #/m);
  const own = inputs.find((each) => each.includes(`"${BROWSER.name}"`))?.split("\n")[0] ?? "";
  await card.pactl("move-sink-input", own, sink);
}
