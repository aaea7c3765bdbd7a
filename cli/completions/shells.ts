/** The shells for which there are completions. */

/** By their names. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** One of them. */
export type Shell = typeof SHELLS[number];

/** The word with which a shell's script asks confrec for what fits. */
export const ASK = "__complete";
