/** A gate that was asked for, and that a side is heard without. */
/**
 * Why the gate of a side was opened after all: nothing at all would be heard of it (`silent`), or what was to be removed
 * sounds like speech (`speech`), or the file had been made and it was not in it (`unheard`).
 */
export type GateOpening = "silent" | "speech" | "unheard";
