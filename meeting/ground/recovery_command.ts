/** The command line that finishes what a session left. */

/**
 * A line that can be copied into a shell.
 *
 * @param place a spool, or a folder that holds some
 */
export function recoverCommand(place: string): string {
  return ["confrec", "recover", place].map((word) => quoted(word)).join(" ");
}

/** A word as shells want it: in quotes when it holds anything but harmless characters. */
export function quoted(word: string, os: typeof Deno.build.os = Deno.build.os): string {
  if (/^[\w./:@%+=,\\-]+$/.test(word) && (os === "windows" || !word.includes("\\"))) return word;
  return os === "windows" ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}
