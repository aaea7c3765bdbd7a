/** What a fault is, and what comes of it. */
import type { CardName } from "./fault_card.ts";
import type { Heard } from "./listening.ts";
import type { Stage } from "./stage.ts";

/** What a fault came to. */
export interface Outcome {
  /** Sound that was there to be heard and is not in the file, beyond the time for which a device was gone; ms. */
  readonly lostMs: number;
  /** How long a device was gone; ms. */
  readonly goneMs?: number;
  /** Exit codes, in the order of the programs that ran. */
  readonly exits: readonly number[];
  /** What a person reads. */
  readonly said: string;
  /** What is not as it should be; empty when confrec kept its promises. */
  readonly problems: readonly string[];
  /** For so long beyond {@link MOST_LOST_MS} the loss may go unnoticed, ms; none by default. */
  readonly unnoticedMs?: number;
  /** Files that were listened to, where that was not on the fault's own stage. */
  readonly heard?: readonly Heard[];
  /** Why there is no file to be listened to, although an exit code is 0. */
  readonly fileless?: string;
}

/** Something that goes wrong, done on purpose. */
export interface Fault {
  /** A few words for the table. */
  readonly name: string;
  /** It has a card of its own, or none: its stage is a folder. */
  readonly isAlone?: true;
  /** Why it cannot be done here, or has no meaning on that card; undefined when it can. */
  unable?(card: CardName): string | undefined;
  run(stage: Stage, options: FaultOptions): Promise<Outcome>;
}

/** How much is done. */
export interface FaultOptions {
  /** Random instants at which the program is killed. */
  readonly kills: number;
  /** Of those instants. */
  readonly seed: number;
}

/** No fault may cost more sound than this, ms, but where nothing tells a program that a device has gone. */
export const MOST_LOST_MS = 1_000;

/** For faults that mount file systems. */
export function needsRoot(): string | undefined {
  return Deno.uid() === 0 ? undefined : "only root can mount";
}
