/** Sound of a kind that has been lost before although it was captured: too quiet, in counterphase, in channels without a place. */
import { WavWriter } from "../../formats/wav_writer.ts";
import { speakAll } from "../corpus/corpus_voices.ts";
import { hasTool } from "../project/tool.ts";
import { randomNumbers } from "../stage/random_numbers.ts";
import type { Fault, Outcome } from "./ground/fault.ts";
import { needsNoCard, PLAYER_MS, startCard } from "./ground/fault_card.ts";
import { hearSpeech } from "./ground/hear_speech.ts";
import { againstStem, type Heard, listenTo } from "./ground/listening.ts";
import { seconds } from "./ground/seconds.ts";
import { lastLine, type Stage } from "./ground/stage.ts";

/** Sounds. */
export const SOUNDS: readonly Fault[] = [
  {
    name: "a voice that peaks at -60 dBFS, over noise at -95 dBFS",
    isAlone: true,
    unable: () => hasTool("espeak-ng") ? undefined : "there is no espeak-ng",
    run: quietVoice,
  },
  { name: "both sides in counterphase (x, -0.97 x)", isAlone: true, run: counterphase },
  { name: "both devices with four `aux` channels, sound in one", isAlone: true, run: auxiliary },
  {
    name: "a WAV of nine channels, sound in one",
    isAlone: true,
    unable: needsNoCard,
    run: nineChannels,
  },
];

const RATE_HZ = 48_000;
const TONES_HZ = { mic: 440, system: 1_000 } as const;
const TONE_DB = -20;
const TONE_SECONDS = 30;
/** Of one channel in nine that count alike there is a third, or a ninth. */
const LEAST_DB = -45;
const RECORD_SECONDS = 4;
/** Players begin before the recording does. */
const FIRST_SECONDS = 1;
const AUX = "aux0,aux1,aux2,aux3";

async function quietVoice(stage: Stage): Promise<Outcome> {
  const cast = {
    voices: [["en-gb+f3", 165]],
    sentences: ["Good morning everyone.", "The figures are better than we expected.", "Yes."],
  } as const;
  const [sentences = []] = await speakAll(RATE_HZ, cast);
  const voice = quietTalk(sentences);
  writeWav(stage.path("voice.wav"), [voice]);
  writeWav(stage.path("tone.wav"), [tone(TONES_HZ.system)]);
  await using card = await startCard(stage.cardName);
  const aheadMs = PLAYER_MS[stage.cardName];
  await using _players = new Players([
    card.play(stage.path("voice.wav"), "micfeed", aheadMs),
    card.play(stage.path("tone.wav"), "speakers", aheadMs),
  ]);
  const length = Math.ceil(voice.length / RATE_HZ) - 2;
  const out = stage.path("quiet.wav");
  const args = ["--channels", "split", "--keep-stems", "--duration", `${length}s`];
  const { code, stderr } = await stage.start(["--out", out, ...args], card.env).result;
  if (code !== 0) throw new Error(`confrec ended with ${code}: ${stderr}`);
  const problems: string[] = [];
  const [mic, peakDb] = await hearSpeech(out, stage.path("quiet.mic.wav"));
  if (Math.abs(peakDb + 60) > 1.5) problems.push(`the stem peaks at ${peakDb.toFixed(1)} dBFS`);
  const hz = [TONES_HZ.system];
  const inFile = await listenTo(out, hz, 2);
  const system = againstStem(
    "system",
    inFile,
    await listenTo(stage.path("quiet.system.wav"), hz, 2),
  );
  const heard = [{ file: "quiet.wav", sides: [mic, system] }];
  const kept = 100 * (1 - mic.silentSeconds / mic.soundingSeconds);
  const said = `${kept.toFixed(1)} % of the speech is kept`;
  return { lostMs: Math.round(1_000 * mic.silentSeconds), exits: [code], said, problems, heard };
}

/** Sentences with pauses of 2 s, peaking at -60 dBFS, over white noise at -95 dBFS. */
function quietTalk(sentences: readonly Float32Array[]): Float32Array {
  const pause = new Float32Array(2 * RATE_HZ);
  const pieces = [...sentences, ...sentences, ...sentences].flatMap((one) => [pause, one]);
  const talk = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    talk.set(piece, at);
    at += piece.length;
  }
  const peak = talk.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const random = randomNumbers(1);
  const noise = Math.sqrt(3) * 10 ** (-95 / 20);
  return talk.map((sample) => sample * 1e-3 / peak + noise * (2 * random() - 1));
}

async function counterphase(stage: Stage): Promise<Outcome> {
  const files = tones(stage, (samples) => [samples, samples.map((sample) => -0.97 * sample)]);
  await using card = await startCard(stage.cardName);
  const aheadMs = PLAYER_MS[stage.cardName];
  await using _players = new Players([
    card.play(files.mic, "micfeed", aheadMs),
    card.play(files.system, "speakers", aheadMs),
  ]);
  return await recordTones(stage, ["--channels", "mono"], card.env);
}

async function auxiliary(stage: Stage): Promise<Outcome> {
  const silence = new Float32Array(TONE_SECONDS * RATE_HZ);
  const files = tones(stage, (samples) => [silence, silence, samples, silence]);
  const map = ["channels=4", `channel_map=${AUX}`];
  const asTheyAre = ["remix=no", ...map, `master_channel_map=${AUX}`];
  await using card = await startCard(stage.cardName);
  for (
    const words of [
      ["load-module", "module-null-sink", "sink_name=interface", "norewinds=1", ...map],
      ["load-module", "module-null-sink", "sink_name=auxfeed", "norewinds=1", ...map],
      [
        ...["load-module", "module-remap-source", "master=auxfeed.monitor"],
        ...["source_name=auxmic", ...asTheyAre],
      ],
      ["set-default-sink", "interface"],
      ["set-default-source", "auxmic"],
    ]
  ) await card.pactl(...words);
  const own = [`--channel-map=${AUX}`, "--no-remix"];
  await using _players = new Players([
    card.play(files.mic, "auxfeed", PLAYER_MS[stage.cardName], own),
    card.play(files.system, "interface", PLAYER_MS[stage.cardName], own),
  ]);
  return await recordTones(stage, [], card.env);
}

async function nineChannels(stage: Stage): Promise<Outcome> {
  const silence = new Float32Array(TONE_SECONDS * RATE_HZ);
  const files = tones(stage, (samples) => {
    return Array.from({ length: 9 }, (_, channel) => channel === 6 ? samples : silence);
  });
  const named = ["--mic", `file:${files.mic}`, "--system", `file:${files.system}`];
  return await recordTones(stage, named, {});
}

/** A file for each side, made from its tone; gives their paths. */
function tones(
  stage: Stage,
  channels: (samples: Float32Array) => readonly Float32Array[],
): Record<keyof typeof TONES_HZ, string> {
  const make = (side: keyof typeof TONES_HZ) => {
    const path = stage.path(`played.${side}.wav`);
    writeWav(path, channels(tone(TONES_HZ[side])));
    return path;
  };
  return { mic: make("mic"), system: make("system") };
}

/** Records both sides; stems must hold what was played, and the file what the stems hold. */
async function recordTones(
  stage: Stage,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Outcome> {
  await seconds(FIRST_SECONDS);
  const out = stage.path("recorded.wav");
  const plain = ["--gate", "off", "--normalize", "off", "--keep-stems"];
  const length = ["--duration", `${RECORD_SECONDS}s`];
  const { code, stderr } = await stage.start(["--out", out, ...plain, ...length, ...args], env)
    .result;
  if (code !== 0) throw new Error(`confrec ended with ${code}: ${stderr}`);
  const problems: string[] = [];
  const inFile = await listenTo(out, Object.values(TONES_HZ), args.includes("mono") ? 1 : 2);
  const sides: Heard["sides"][number][] = [];
  for (const side of ["mic", "system"] as const) {
    const hz = TONES_HZ[side];
    const stem = await listenTo(stage.path(`recorded.${side}.wav`), [hz], side === "mic" ? 1 : 2);
    const [first = -Infinity] = stem.get(hz) ?? [];
    const weakest = Math.min(first, ...(stem.get(hz) ?? []).slice(0, RECORD_SECONDS));
    if (weakest < LEAST_DB) {
      problems.push(`${side}: ${weakest.toFixed(1)} dBFS in the stem, of ${TONE_DB} played`);
    }
    sides.push(againstStem(side, inFile, stem));
  }
  const said = lastLine(stderr, stage.folder) || "the file is complete";
  const heard = [{ file: "recorded.wav", sides }];
  return { lostMs: 0, exits: [code], said, problems, heard };
}

function tone(hz: number): Float32Array {
  const amplitude = 10 ** (TONE_DB / 20);
  return Float32Array.from({ length: TONE_SECONDS * RATE_HZ }, (_, i) => {
    return amplitude * Math.sin((2 * Math.PI * hz * i) / RATE_HZ);
  });
}

function writeWav(path: string, channels: readonly Float32Array[]): void {
  const [first = new Float32Array()] = channels;
  const samples = new Float32Array(first.length * channels.length);
  for (const [channel, own] of channels.entries()) {
    for (let i = 0; i < own.length; i++) samples[i * channels.length + channel] = own[i] ?? 0;
  }
  const shape = { rateHz: RATE_HZ, channels: channels.length, encoding: "float32" } as const;
  using writer = WavWriter.create(path, shape);
  writer.write(samples);
  writer.finish();
}

/** Programs that play; they end with this. */
class Players implements AsyncDisposable {
  readonly #players: readonly Deno.ChildProcess[];

  constructor(players: readonly Deno.ChildProcess[]) {
    this.#players = players;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const player of this.#players) {
      try {
        player.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await player.status;
    }
  }
}
