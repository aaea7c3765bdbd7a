/** Another program that records beside confrec. */
import { join } from "node:path";
import {
  decode,
  findTones,
  MIC_TONES,
  SYSTEM_TONES,
  type Tone,
} from "../../scripts/stage/tones.ts";
import type { VirtualCard } from "../../scripts/stage/virtual_card.ts";

/** What begins and ends this near to its place is whole. */
const PLACE_SECONDS = 0.03;

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
    isWhole(findTones(mic, 440), MIC_TONES) && isWhole(findTones(system, 1000), SYSTEM_TONES);
}

function isWhole(heard: readonly Tone[], played: readonly Tone[]): boolean {
  const shift = (heard[0]?.fromSeconds ?? NaN) - (played[0]?.fromSeconds ?? NaN);
  const isAt = (at: number | undefined, place: number) =>
    Math.abs((at ?? NaN) - shift - place) < PLACE_SECONDS;
  return heard.length === played.length &&
    played.every(({ fromSeconds, toSeconds }, i) =>
      isAt(heard[i]?.fromSeconds, fromSeconds) && isAt(heard[i]?.toSeconds, toSeconds)
    );
}
