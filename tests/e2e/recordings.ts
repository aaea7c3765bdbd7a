/** What tests of a recording that is steered record, and what they ask of its file. */
import { join } from "node:path";
import { WavWriter } from "../../formats/wav_writer.ts";
import { runTool } from "../../scripts/project/tool.ts";

/** A chapter of a file. */
export interface Chapter {
  readonly title: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** All chapters of a file, as ffprobe reads them. */
export async function chaptersOf(path: string): Promise<Chapter[]> {
  const json = await runTool("ffprobe", [
    ...["-v", "error", "-show_chapters", "-of", "json", path],
  ]);
  const { chapters } = JSON.parse(json) as {
    chapters: { start_time: string; end_time: string; tags: { title: string } }[];
  };
  return chapters.map(({ start_time, end_time, tags }) => ({
    title: tags.title,
    startSeconds: Number(start_time),
    endSeconds: Number(end_time),
  }));
}

/** Real time passes. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A minute of silence that is recorded at the pace of a device. */
export function minute(folder: string): string[] {
  const path = join(folder, "mic.wav");
  using writer = WavWriter.create(path, { rateHz: 48_000, channels: 1, encoding: "pcm16" });
  for (let i = 0; i < 60; i++) writer.write(new Float32Array(48_000).fill(0.1));
  writer.finish();
  return ["--mic", `file:${path}`, "--system", "none"];
}

/** Mean power of a part of a file, both channels, dBFS; −Infinity for exact silence. */
export async function levelDb(
  path: string,
  fromSeconds: number,
  toSeconds: number,
): Promise<number> {
  const { stderr } = await new Deno.Command("sox", {
    args: [path, "-n", "trim", `${fromSeconds}`, `=${toSeconds}`, "stats"],
  }).output();
  const line = new TextDecoder().decode(stderr).split("\n").find((each) => {
    return each.startsWith("RMS lev dB");
  });
  const shown = line?.trim().split(/\s+/)[3] ?? "";
  return shown === "-inf" ? -Infinity : Number(shown);
}

/** How long a file is, seconds. */
export async function durationOf(path: string): Promise<number> {
  return Number(
    await runTool("ffprobe", [
      ...["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path],
    ]),
  );
}
