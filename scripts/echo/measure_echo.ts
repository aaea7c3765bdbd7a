/** Measures how echoes are taken out of synthetic rooms: a table for people. */
import process from "node:process";
import { HELD_OUT, speakAll } from "../corpus/corpus_voices.ts";
import { cancelEcho, type EchoScore, scoreOf } from "./echo_score.ts";
import { makeScene, SCENE_KINDS, SCENE_RATE_HZ, type SceneKind } from "./scenes.ts";

/** What must be reached, and by which figure. */
const BARS: Partial<Record<SceneKind, readonly [string, number, (score: EchoScore) => number]>> = {
  linear: ["ERLE after 5 s", 30, ({ laterDb }) => laterDb],
  distorting: ["ERLE after 5 s", 15, ({ laterDb }) => laterDb],
  moved: ["ERLE 3 to 5 s after", 20, ({ movedDb }) => movedDb],
  levelled: ["ERLE after 5 s", 10, ({ laterDb }) => laterDb],
};

const ROOMS = [
  { t60Seconds: 0.2, delaySeconds: 0.1 },
  { t60Seconds: 0.3, delaySeconds: 0.005 },
  { t60Seconds: 0.5, delaySeconds: 0.05 },
  { t60Seconds: 0.6, delaySeconds: 0.15 },
] as const;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

if (import.meta.main) {
  const isUnseen = Deno.args.includes("--unseen");
  const voices = await speakAll(SCENE_RATE_HZ, isUnseen ? HELD_OUT : undefined);
  console.log("| scene | bar | worst | mean | 1 to 5 s | SDR of near voice | level | ms, least |");
  console.log("|---|---|---|---|---|---|---|---|");
  for (const kind of SCENE_KINDS) {
    const scores: EchoScore[] = [];
    const costs: number[] = [];
    ROOMS.forEach((room, i) => {
      const [far = [], near = []] = [voices[i], voices[(i + 2) % voices.length]];
      const scene = makeScene(
        { seed: (isUnseen ? 50 : 10) + i, kind, isUnseen, ...room },
        far,
        near,
      );
      const { output, msPerSecond } = cancelEcho(scene.far, scene.mic, cpuMs);
      scores.push(scoreOf(scene, output));
      costs.push(msPerSecond);
    });
    console.log(row(kind, scores, Math.min(...costs)));
  }
}

function row(kind: SceneKind, scores: readonly EchoScore[], ms: number): string {
  const bar = BARS[kind];
  const cost = ms.toFixed(1);
  if (!bar) {
    const same = scores.every(({ isSame }) => isSame);
    return `| ${kind} | to the bit | ${same ? "same" : "**differs**"} |  |  |  |  | ${cost} |`;
  }
  const [name, least, of] = bar;
  const figures = scores.map(of);
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const soon = Math.min(...scores.map(({ soonDb }) => soonDb));
  const gains = scores.map(({ sdrDb, sdrBeforeDb }) => sdrDb - sdrBeforeDb);
  const level = Math.max(...scores.map(({ levelDb }) => Math.abs(levelDb)));
  return `| ${kind} | ${name} ≥ ${least} dB | ${Math.min(...figures).toFixed(1)} | ${
    mean.toFixed(1)
  } | ` +
    `${soon.toFixed(1)} | at least +${Math.min(...gains).toFixed(1)} dB | ±${
      level.toFixed(2)
    } dB | ${cost} |`;
}
