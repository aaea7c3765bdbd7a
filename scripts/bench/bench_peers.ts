/** What other programs do with the same sides. */
import { runTool } from "../project/tool.ts";

/** The two sides of a meeting, as WAV files. */
export interface StemFiles {
  readonly mic: string;
  readonly system: string;
}

/** What the original program's chain looks like as one graph of ffmpeg's own filters. */
const GRAPH = "[0]agate=threshold=0.02:attack=5:release=600,volume=3dB,pan=stereo|c0=c0|c1=c0[a];" +
  "[1]volume=3dB[b];[a][b]amix=inputs=2:normalize=0";

/** The system's ffmpeg gates, levels, mixes and encodes after the meeting, stereo at 128 kbit/s. */
export async function mixInOneGraph(stems: StemFiles, out: string): Promise<void> {
  const inputs = ["-i", stems.mic, "-i", stems.system];
  const output = ["-b:a", "128k", out];
  await runTool("ffmpeg", ["-v", "error", "-y", ...inputs, "-filter_complex", GRAPH, ...output]);
}

/** Words for an ffmpeg that records both sides of a virtual card as one MP3. */
export function recordBoth(out: string): string[] {
  return ["-f", "pulse", "-i", "microphone", "-f", "pulse", "-i", "speakers.monitor"].concat(
    ["-filter_complex", "amix=inputs=2", "-c:a", "libmp3lame", "-b:a", "128k", "-y", out],
  );
}
