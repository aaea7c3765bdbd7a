/** Measures echoes of a microphone whose clock is off, recorded by the whole program on PulseAudio; beside the ideal. */
import process from "node:process";
import { join } from "node:path";
import { Resampler } from "../../dsp/resampler.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { WavWriter } from "../../formats/wav_writer.ts";
import { speakAll } from "../corpus/corpus_voices.ts";
import { Program } from "../stage/program.ts";
import { SkewedMicrophone } from "../stage/skewed_microphone.ts";
import { withFolder } from "../stage/temporary_folder.ts";
import { VirtualCard } from "../stage/virtual_card.ts";
import { cancelEcho } from "./echo_score.ts";
import { makeScene, powerOf, SCENE_PLAN, SCENE_RATE_HZ } from "./scenes.ts";

/** Seconds that are played: the far side alone. */
const SECONDS = SCENE_PLAN.both;
/** Seconds from which on a filter has learned. */
const LEARNED = 5;
/**
 * Of the loudspeaker. A null sink of PulseAudio adds up the lengths of what it renders, each rounded down to a microsecond:
 * at 48 kHz it runs 20 to 40 ppm fast from the moment something is played, as no loudspeaker does. A frame of this lasts 20 µs.
 */
const FAR_RATE_HZ = 50_000;
/** What the player has in store: a stutter is another way through the room. */
const PLAYER_LATENCY_MS = 1_000;
/** More than a player takes to begin. */
const ROOM = { t60Seconds: 0.3, delaySeconds: 0.2 } as const;
/** From the program's start until it records and has measured the clocks. */
const WARM_UP_MS = 20_000;
/** What a player takes to begin. */
const PLAYER_MS = 250;

const voices = await speakAll(SCENE_RATE_HZ);
const scene = makeScene({ seed: 31, kind: "linear", ...ROOM }, voices[0] ?? [], voices[1] ?? []);
const [far, mic] = [scene.far, scene.mic].map((track) => track.slice(0, SECONDS * SCENE_RATE_HZ));
if (far && mic) {
  console.log("| clock of the microphone | ERLE after 5 s |");
  console.log("|---|---|");
  console.log(`| ideal, in step | ${erle(far, mic).toFixed(1)} dB |`);
  for (const ppm of [0, -100, 100]) {
    const { farStem, micStem } = await record(far, mic, ppm);
    console.log(`| ${ppm} ppm | ${erle(farStem, micStem).toFixed(1)} dB |`);
  }
}
process.exit(0);

/** From `LEARNED` seconds after the first sound on. */
function erle(farTrack: Float32Array, micTrack: Float32Array): number {
  const { output } = cancelEcho(farTrack, micTrack, () => 0);
  const first = farTrack.findIndex((sample) => Math.abs(sample) > 1e-3);
  const [from, to] = [first + LEARNED * SCENE_RATE_HZ, first + (SECONDS - 0.5) * SCENE_RATE_HZ];
  return 10 * Math.log10(powerOf(micTrack, from, to) / powerOf(output, from, to));
}

async function record(played: Float32Array, heard: Float32Array, ppm: number) {
  return await withFolder(async (folder) => {
    await using card = await VirtualCard.start({ rateHz: FAR_RATE_HZ, prompt: true });
    await using microphone = await SkewedMicrophone.plugIn(card, ppm);
    const wav = join(folder, "far.wav");
    writeWav(wav, resampled(played, FAR_RATE_HZ));
    const out = join(folder, "meeting.mp3");
    const seconds = String(SECONDS + WARM_UP_MS / 1_000 + 5);
    const args = ["--out", out, "--mic", microphone.name, "--keep-stems", "--duration", seconds];
    await using program = new Program([...args, "--json"], card.env);
    await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
    const player = card.play(wav, "speakers", PLAYER_LATENCY_MS);
    await new Promise((resolve) => setTimeout(resolve, PLAYER_MS));
    microphone.hear(resampled(heard, SCENE_RATE_HZ * (1 + ppm * 1e-6)));
    await player.status;
    const { code, stdout, stderr } = await program.result;
    if (code !== 0) throw new Error(`confrec ended with ${code}: ${stderr}`);
    const { echo, tracks } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    console.error(ppm, JSON.stringify(echo), tracks.mic.ppm, tracks.mic.gaps, tracks.system.gaps);
    const stem = (name: string, channels: number) => {
      using reader = WavReader.open(join(folder, `meeting.${name}.wav`));
      const samples = reader.read(0, reader.info.frames);
      return samples.filter((_, i) => i % channels === 0);
    };
    return { farStem: stem("system", 2), micStem: stem("mic", 1) };
  });
}

/** What the loudspeaker plays. */
function writeWav(path: string, samples: Float32Array): void {
  const format = { rateHz: FAR_RATE_HZ, channels: 1, encoding: "float32" } as const;
  using writer = WavWriter.create(path, format);
  writer.write(samples);
  writer.finish();
}

/** A sound as a device has it that takes so many samples a second. */
function resampled(sound: Float32Array, outRateHz: number): Float32Array {
  const resampler = new Resampler({
    inRateHz: SCENE_RATE_HZ,
    outRateHz,
    channels: 1,
    maxBlockFrames: sound.length,
  });
  return resampler.process(sound, sound.length).slice();
}
