/** What the command line knows of the world outside; tests give another. */
import { type Output, StreamOutput } from "./stream_output.ts";

/** Where text goes, and facts about the machine. */
export interface Io {
  /** Results: JSON lines, lists, help. */
  readonly stdout: Output;
  /** Everything that is said to a person while something happens. */
  readonly stderr: Output;
  /** False with NO_COLOR (no-color.org). */
  readonly colour: boolean;
  /** Wall clock, for the times of events. */
  now(): Date;
}

/** The process's own streams. */
export function processIo(): Io {
  const isDumb = Deno.env.get("TERM") === "dumb";
  return {
    stdout: new StreamOutput(Deno.stdout, isDumb),
    stderr: new StreamOutput(Deno.stderr, isDumb),
    colour: !Deno.env.get("NO_COLOR"),
    now: () => new Date(),
  };
}
