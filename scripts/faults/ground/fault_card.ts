/** The two kinds of sound card on which faults are done: servers of PulseAudio and of PipeWire. */
import { PipewireCard } from "../../stage/pipewire/pipewire_card.ts";
import type { SoundCard } from "../../stage/sound_card.ts";
import { VirtualCard } from "../../stage/virtual_card.ts";

/** All of them, in the order in which they are tried. */
export const CARD_NAMES = ["PulseAudio", "PipeWire"] as const;

/** One of them. */
export type CardName = typeof CARD_NAMES[number];

/** What players keep ahead on PipeWire, so that a busy machine does not interrupt them; on PulseAudio 100 ms do. */
export const PLAYER_MS: Readonly<Record<CardName, number>> = { PulseAudio: 100, PipeWire: 1_000 };

/**
 * Starts a card with speakers and a microphone that is fed by a sink `micfeed`.
 *
 * @throws {Error} when that server cannot be had on this machine
 */
export function startCard(name: CardName): Promise<SoundCard> {
  return name === "PipeWire" ? PipewireCard.start() : VirtualCard.start({ prompt: true });
}

/** For faults of files alone: they are done once, and whose card stands beside them makes no difference. */
export function needsNoCard(card: CardName): string | undefined {
  return card === "PulseAudio" ? undefined : "no sound card takes part";
}
