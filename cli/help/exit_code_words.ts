/** The exit codes as docs/exit_codes.md tells them, for those who have only the program. */

/** Each with its meaning. */
export const EXIT_CODE_WORDS: readonly (readonly [string, string])[] = [
  ["0", "the file is complete"],
  ["1", "a bug; what was recorded is kept"],
  ["2", "the command line, a setting or an input is wrong; nothing was touched"],
  ["3", "no device, or access to it is denied; no recording to steer"],
  ["4", "the file is there, but a part of a side is missing from it"],
  ["5", "the file could not be written; what was recorded is kept"],
];
