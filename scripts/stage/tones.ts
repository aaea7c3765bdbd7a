/** Sound that tests can recognise: sines at known times, made, decoded and found again. */

/** A sine that sounds for a time. */
export interface Tone {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly hz: number;
  /** Level of its peak. */
  readonly peakDb: number;
}

/** A talk: what the microphone hears, and what the computer plays. */
export const MIC_TONES: readonly Tone[] = [
  { fromSeconds: 0.5, toSeconds: 2, hz: 440, peakDb: -20 },
  { fromSeconds: 4.5, toSeconds: 6, hz: 440, peakDb: -20 },
];
/** What the computer plays in those tests. */
export const SYSTEM_TONES: readonly Tone[] = [
  { fromSeconds: 1.5, toSeconds: 3, hz: 1000, peakDb: -14 },
  { fromSeconds: 5.5, toSeconds: 7, hz: 1000, peakDb: -14 },
];

const RATE_HZ = 48_000;
/** Tones begin and end within 5 ms. */
const EDGE_FRAMES = 240;
/** Tones are looked for in windows of this length, half overlapping: fine enough for ±5 ms. */
const WINDOW_SECONDS = 0.02;

/** What stands under the tones. */
export interface Background {
  /** White noise, RMS. */
  readonly noiseDb?: number;
}

/**
 * Writes tones as a 16-bit mono WAV at 48 kHz, which any player takes.
 *
 * @param seconds length of the file
 */
export async function writeTones(
  path: string,
  seconds: number,
  tones: readonly Tone[],
  background: Background = {},
): Promise<void> {
  const frames = Math.round(seconds * RATE_HZ);
  const samples = new Float32Array(frames);
  for (const tone of tones) {
    const amplitude = 10 ** (tone.peakDb / 20);
    const first = Math.round(tone.fromSeconds * RATE_HZ);
    const last = Math.min(frames, Math.round(tone.toSeconds * RATE_HZ));
    for (let i = first; i < last; i++) {
      // Without soft edges any band-limited filter overshoots there, and the peak is not the tone's.
      const edge = Math.min(1, (i - first) / EDGE_FRAMES, (last - i) / EDGE_FRAMES);
      const sine = Math.sin((2 * Math.PI * tone.hz * i) / RATE_HZ);
      samples[i] = (samples[i] ?? 0) + amplitude * Math.sin((Math.PI / 2) * edge) ** 2 * sine;
    }
  }
  if (background.noiseDb !== undefined) addNoise(samples, background.noiseDb);
  await bytesFrom("sox", [
    ...["-t", "f32", "-r", String(RATE_HZ), "-c", "1", "-"],
    ...["-b", "16", "-D", path],
  ], new Uint8Array(samples.buffer));
}

/** Uniform noise of a given RMS, the same at each call. */
function addNoise(samples: Float32Array, rmsDb: number): void {
  const peak = 10 ** (rmsDb / 20) * Math.sqrt(3);
  let state = 1;
  for (let i = 0; i < samples.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    samples[i] = (samples[i] ?? 0) + peak * (state / 2 ** 31 - 1);
  }
}

/** A decoded sound file: one array for each channel. */
export interface Decoded {
  readonly rateHz: number;
  readonly channels: readonly Float32Array[];
}

/** Decodes any sound file by Debian's ffmpeg, which is not the one that made it. */
export async function decode(path: string, channels: number): Promise<Decoded> {
  const bytes = await bytesFrom("ffmpeg", [
    ...["-v", "error", "-i", path, "-ac", String(channels), "-ar", String(RATE_HZ)],
    ...["-f", "f32le", "-"],
  ]);
  const samples = new Float32Array(bytes.buffer, 0, bytes.length >> 2);
  const frames = Math.floor(samples.length / channels);
  return {
    rateHz: RATE_HZ,
    channels: Array.from({ length: channels }, (_, channel) => {
      return Float32Array.from({ length: frames }, (_, i) => samples[i * channels + channel] ?? 0);
    }),
  };
}

/**
 * The peak level of one frequency over time, by the Goertzel algorithm under a Hann window.
 *
 * @returns dBFS for each half window of 10 ms
 */
export function levelsOf(samples: Float32Array, hz: number): number[] {
  const size = Math.round(WINDOW_SECONDS * RATE_HZ);
  const hop = size / 2;
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / RATE_HZ);
  const levels: number[] = [];
  for (let start = 0; start + size <= samples.length; start += hop) {
    let [previous, beforeThat] = [0, 0];
    for (let i = 0; i < size; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size);
      const next = (samples[start + i] ?? 0) * window + coefficient * previous - beforeThat;
      [beforeThat, previous] = [previous, next];
    }
    const power = previous ** 2 + beforeThat ** 2 - coefficient * previous * beforeThat;
    // A sine of amplitude a gives a·size/4 under a Hann window.
    levels.push(20 * Math.log10((4 * Math.sqrt(Math.max(0, power))) / size + 1e-9));
  }
  return levels;
}

/** Where one frequency sounds at no less than half (−6 dB) of its strongest level: as tones, times ±10 ms. */
export function findTones(samples: Float32Array, hz: number): Tone[] {
  const levels = levelsOf(samples, hz);
  const loudest = levels.reduce((a, b) => Math.max(a, b), -Infinity);
  const tones: Tone[] = [];
  let from = -1;
  for (let i = 0; i <= levels.length; i++) {
    const sounds = (levels[i] ?? -Infinity) >= loudest - 6;
    if (sounds && from < 0) from = i;
    if (sounds || from < 0) continue;
    const inside = levels.slice(from, i).sort((a, b) => a - b);
    // The middle of a window is the instant it speaks of.
    const secondsAt = (index: number) => (index + 1) * (WINDOW_SECONDS / 2);
    tones.push({
      fromSeconds: secondsAt(from),
      toSeconds: secondsAt(i - 1),
      hz,
      peakDb: inside[inside.length >> 1] ?? -Infinity,
    });
    from = -1;
  }
  return tones;
}

/** Root mean square of a part, dBFS; −Infinity for silence. */
export function rmsDb(samples: Float32Array, fromSeconds: number, toSeconds: number): number {
  const part = samples.subarray(Math.round(fromSeconds * RATE_HZ), Math.round(toSeconds * RATE_HZ));
  const power = part.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, part.length);
  return 10 * Math.log10(power);
}

/** What a program prints when it has read something; fails with what it said, or with what to install. */
async function bytesFrom(
  name: string,
  args: readonly string[],
  input?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(name, {
      args: [...args],
      stdin: input ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Deno.errors.NotFound(
      `${name} is not installed; on Debian run: apt-get install ${name}`,
    );
  }
  const output = child.output();
  if (input) {
    const writer = child.stdin.getWriter();
    await writer.write(input);
    await writer.close();
  }
  const { code, stdout, stderr } = await output;
  if (code !== 0) throw new Error(`${name} failed: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}
