/** The card that these tests are played on. */
import {
  PipewireCard,
  type PipewireCardOptions,
} from "../../scripts/stage/pipewire/pipewire_card.ts";
import { SUITES } from "../../scripts/stage/pipewire/pipewire_packages.ts";

/** The Debian release whose PipeWire is tried. */
export const suite = SUITES.find((name) => name === Deno.env.get("CONFREC_PIPEWIRE_SUITE")) ??
  SUITES[0];

/** Starts a card of that release. */
export function startCard(options: Omit<PipewireCardOptions, "suite"> = {}): Promise<PipewireCard> {
  return PipewireCard.start({ ...options, suite });
}
