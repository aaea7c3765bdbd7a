/** What tests ask of a sound server, whichever it is. */

/** A private sound server with a microphone and speakers. */
export interface SoundCard extends AsyncDisposable {
  /** A folder that goes with it. */
  readonly folder: string;
  /** What a program needs in its environment to see this card and no other. */
  readonly env: Record<string, string>;
  /** Process id of the server that programs speak to. */
  readonly pid: number;
  /** Runs `pactl` against this server; returns what it printed, empty when it failed. */
  pactl(...args: string[]): Promise<string>;
  /** Plays a sound file (WAV) into a sink; see {@link playInto}. */
  play(
    file: string,
    sink: string,
    latencyMs?: number,
    more?: readonly string[],
  ): Deno.ChildProcess;
  /** Ends the server at once, as if it had crashed. */
  kill(): Promise<void>;
  /** Starts the server again after `kill`, as it was at first, and waits until both devices are there. */
  restart(): Promise<void>;
}

/** A card does not stutter because the machine is busy. Only root may say so; for others `nice` goes on without. */
export const URGENT: readonly string[] = ["-n", "-15"];

/** A server that has not answered `pactl` after so long will not. */
const PATIENCE_MS = 5_000;

/** Runs `pactl`; returns what it printed, empty when it failed. */
export async function runPactl(
  env: Record<string, string>,
  args: readonly string[],
): Promise<string> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const options = { args: [...args], env, stderr: "null" as const, signal };
  const { success, stdout } = await new Deno.Command("pactl", options).output();
  return success ? new TextDecoder().decode(stdout) : "";
}

/**
 * Plays a sound file (WAV) into a sink; resolves when it has been heard to its end.
 *
 * A latency of 100 ms keeps underruns rare here; with more, PulseAudio's null sink renders seconds ahead, unless it is
 * prompt.
 *
 * @param more words for `paplay`
 */
export function playInto(
  env: Record<string, string>,
  file: string,
  sink: string,
  latencyMs = 100,
  more: readonly string[] = [],
): Deno.ChildProcess {
  return new Deno.Command("nice", {
    args: [
      ...[...URGENT, "paplay", `--latency-msec=${latencyMs}`, `--device=${sink}`],
      ...[...more, file],
    ],
    env,
    stdout: "null",
    stderr: "null",
  }).spawn();
}
