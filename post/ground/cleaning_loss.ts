/** Noise suppression that was asked for, and that a side is heard without. */
/**
 * Why: hardly anything would be left of the side (`silent`), what is gone sounds like speech (`speech`), or it is most of
 * what is surely no noise, such as music (`most`).
 */
export type CleaningLoss = "silent" | "speech" | "most";
