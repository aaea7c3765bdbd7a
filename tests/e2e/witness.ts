/** Another program that records beside confrec. */
import { join } from "node:path";
import {
  decode,
  findTones,
  levelsOf,
  MIC_TONES,
  SYSTEM_TONES,
  type Tone,
} from "../../scripts/stage/tones.ts";
import type { VirtualCard } from "../../scripts/stage/virtual_card.ts";

/** What begins and ends this near to its place is whole. */
const PLACE_SECONDS = 0.03;
/** A hole of some milliseconds is a dip of more than that. */
const EVEN_DB = 1;

/** `parecord` on an output: what the sound server really had, whatever browsers and players made of it. */
export class Witness {
  readonly #path: string;
  readonly #child: Deno.ChildProcess;

  constructor(card: VirtualCard, sink: string) {
    this.#path = join(card.folder, `${sink}-witness.wav`);
    const format = ["--rate=48000", "--channels=1", "--format=float32le", "--file-format=wav"];
    this.#child = new Deno.Command("parecord", {
      args: [`--device=${sink}.monitor`, ...format, this.#path],
      env: card.env,
      stderr: "null",
    }).spawn();
  }

  /** Ends it; gives what it heard, 48 kHz. */
  async heard(): Promise<Float32Array> {
    this.#child.kill("SIGINT");
    await this.#child.status;
    const { channels: [heard = new Float32Array()] } = await decode(this.#path, 1);
    return heard;
  }
}

/**
 * Plays the tones of both sides, each to its own channel of the card's stage.
 *
 * @returns whether witnesses of both sides heard each of them whole, and in its place beside the first: on a machine that
 *   is overrun a virtual card stands still for a moment
 */
export async function playTones(card: VirtualCard, path: string): Promise<boolean> {
  const witnesses = [new Witness(card, "micfeed"), new Witness(card, "speakers")];
  await card.play(path, "stage").status;
  const [mic, system] = await Promise.all(witnesses.map((witness) => witness.heard()));
  return mic !== undefined && system !== undefined &&
    isWhole(mic, MIC_TONES) && isWhole(system, SYSTEM_TONES);
}

function isWhole(samples: Float32Array, played: readonly Tone[]): boolean {
  const hz = played[0]?.hz ?? NaN;
  const heard = findTones(samples, hz);
  const levels = levelsOf(samples, hz);
  const isEven = heard.every(({ fromSeconds, toSeconds, peakDb }) => {
    const inside = levels.slice(Math.round(100 * fromSeconds) + 2, Math.round(100 * toSeconds) - 3);
    return inside.every((level) => Math.abs(level - peakDb) < EVEN_DB);
  });
  const shift = (heard[0]?.fromSeconds ?? NaN) - (played[0]?.fromSeconds ?? NaN);
  const isAt = (at: number | undefined, place: number) =>
    Math.abs((at ?? NaN) - shift - place) < PLACE_SECONDS;
  return isEven && heard.length === played.length &&
    played.every(({ fromSeconds, toSeconds }, i) =>
      isAt(heard[i]?.fromSeconds, fromSeconds) && isAt(heard[i]?.toSeconds, toSeconds)
    );
}
