/**
 * Measures the live detector of speech: how often it finds speech within 10 s, what else it takes for speech, and what it
 * costs. A table for people.
 *
 * `deno run -A scripts/corpus/measure_speech.ts [--minutes N] [--voices FOLDER]`; the folder holds recordings as WAV files.
 */
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { SpeechCheck } from "../../capture/sound/speech_check.ts";
import { ENOUGH_SPEECH_SECONDS } from "../../capture/sound/speech_facts.ts";
import { Resampler } from "../../dsp/resampler.ts";
import { builtUrl } from "../../ffi/bundle/manifest.ts";
import { WavReader } from "../../formats/wav_reader.ts";
import { CORPUS_RATE_HZ, corpusRecipes, makeItem } from "./corpus.ts";
import { HELD_OUT, speakAll } from "./corpus_voices.ts";
import { makeNoSpeech, NO_SPEECH } from "./no_speech.ts";

/** Triggers closer to each other are one. */
const APART_SECONDS = 10;
const BLOCK_FRAMES = CORPUS_RATE_HZ / 10;
/** Of the room before a voice begins, seconds. */
const BEFORE_SECONDS = 5;

interface Heard {
  /** When there was enough speech for the first time, seconds; Infinity for never. */
  readonly triggerSeconds: number;
  readonly triggers: number;
  readonly hasSpeech: boolean;
  /** Part of a core. */
  readonly share: number;
}

const rnnoiseUrl = builtUrl("rnnoise.wasm").href;

function hear(samples: Float32Array): Heard {
  const check = new SpeechCheck({ rateHz: CORPUS_RATE_HZ, track: "mic", rnnoiseUrl });
  const before = process.cpuUsage();
  let triggers = 0;
  let triggerSeconds = Infinity;
  let lastSeconds = -Infinity;
  for (let at = 0; at < samples.length; at += BLOCK_FRAMES) {
    check.process(samples.subarray(at, at + BLOCK_FRAMES));
    if (check.facts.recentSeconds < ENOUGH_SPEECH_SECONDS) continue;
    const seconds = (at + BLOCK_FRAMES) / CORPUS_RATE_HZ;
    triggerSeconds = Math.min(triggerSeconds, seconds);
    if (seconds - lastSeconds > APART_SECONDS) triggers++;
    lastSeconds = seconds;
  }
  const { user } = process.cpuUsage(before);
  const share = user / 1e6 / (samples.length / CORPUS_RATE_HZ);
  return { triggerSeconds, triggers, hasSpeech: check.facts.lastFrame !== undefined, share };
}

function readAt(path: string): Float32Array {
  using reader = WavReader.open(path);
  const { frames, rateHz } = reader.info;
  const resampler = new Resampler({
    ...{ inRateHz: rateHz, outRateHz: CORPUS_RATE_HZ, channels: 1, maxBlockFrames: frames },
  });
  return resampler.process(reader.read(0, frames), frames).slice();
}

/** The room, and then twice what somebody says. */
function twice(voice: Float32Array): Float32Array {
  const room = makeNoSpeech("white noise", BEFORE_SECONDS, -80, 1);
  const samples = new Float32Array(room.length + 2 * voice.length);
  samples.set(room);
  samples.set(voice, room.length);
  samples.set(voice, room.length + voice.length);
  return samples;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { minutes: { type: "string", default: "10" }, voices: { type: "string" } },
  });
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  if (values.voices !== undefined) {
    const names = [...Deno.readDirSync(values.voices)].map(({ name }) => name)
      .filter((name) => name.endsWith(".wav")).sort();
    const all = names.map((name) => hear(twice(readAt(join(values.voices ?? "", name)))));
    const soon = all.filter((one) => one.triggerSeconds <= BEFORE_SECONDS + 10);
    const known = all.filter((one) => one.hasSpeech);
    console.log(`real voices: ${soon.length} of ${all.length} within 10 s, ${known.length} known`);
  }
  console.log("| speech | SNR | noise | within 10 s | cost |\n| --- | --- | --- | --- | --- |");
  for (const [name, cast] of [["tuned", undefined], ["held out", HELD_OUT]] as const) {
    const voices = await speakAll(CORPUS_RATE_HZ, cast);
    const rows = new Map<string, Heard[]>();
    for (const recipe of corpusRecipes(voices.length, "none", 30)) {
      const { mixture, spoken } = makeItem(recipe, voices);
      const first = spoken.indexOf(1) / 100;
      const heard = hear(mixture);
      const row = `| ${name} | ${recipe.snrDb} dB | ${recipe.noise} |`;
      const triggerSeconds = heard.triggerSeconds - first;
      rows.set(row, [...rows.get(row) ?? [], { ...heard, triggerSeconds }]);
    }
    for (const [row, all] of rows) {
      const soon = all.filter(({ triggerSeconds }) => triggerSeconds <= 10).length;
      const cost = all.reduce((sum, { share }) => sum + share, 0) / all.length;
      console.log(`${row} ${soon} of ${all.length} | ${percent(cost)} |`);
    }
  }
  console.log("| sound | triggers an hour | cost |\n| --- | --- | --- |");
  const minutes = Number(values.minutes);
  for (const kind of NO_SPEECH) {
    let triggers = 0;
    let cost = 0;
    for (let minute = 0; minute < minutes; minute++) {
      const levelDb = [-25, -35, -45][minute % 3] ?? -35;
      const heard = hear(makeNoSpeech(kind, 60, levelDb, 100 + minute));
      triggers += heard.triggers;
      cost += heard.share / minutes;
    }
    console.log(`| ${kind} | ${(triggers * 60 / minutes).toFixed(0)} | ${percent(cost)} |`);
  }
}
