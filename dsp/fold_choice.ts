/** The ways in which channels are added up. */

/**
 * How several channels are made one.
 *
 * `sum`: added up as they are. `opposed`: those that run against the strongest one are turned over first, and count for
 * less than it: what all hold alike under a hum in counterphase is heard at half its level. `one`: the strongest one alone,
 * while the others hold the same or its opposite.
 */
export type FoldKind = "sum" | "opposed" | "one";

/** What a `SafeFold` has decided. */
export interface FoldChoice {
  readonly kind: FoldKind;
  /** The channel that is taken alone, or that the others are turned to; counted from 0. None for `sum`. */
  readonly channel?: number;
}
