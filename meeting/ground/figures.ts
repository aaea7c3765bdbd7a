/** How figures are written for people. */

/** Seconds as `1:02:03`, or `02:03` below an hour; fractions are dropped. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number: number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  const short = `${two(minutes % 60)}:${two(whole % 60)}`;
  return minutes < 60 ? short : `${Math.floor(minutes / 60)}:${short}`;
}

/** Bytes as `843 KB`, `57.1 MB`, `1.28 GB` (powers of ten). */
export function fileSize(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} KB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** A level as `-18.0 dBFS`, or `silence` for digital zero. */
export function level(levelDb: number): string {
  return Number.isFinite(levelDb) ? `${levelDb.toFixed(1)} dBFS` : "silence";
}

/** `1 gap`, `2 gaps`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `mono`, `stereo`, `6 channels`. */
export function channelCount(channels: number): string {
  return channels === 1 ? "mono" : channels === 2 ? "stereo" : `${channels} channels`;
}

/** A span that nobody wants to know exactly: `45 s`, `12 min`, `3 h 20 min`, `4 days`; rounded down. */
export function timeSpan(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.max(0, Math.floor(seconds))} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 10) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours < 96 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** A short span: `3 ms`, `1.52 s`. */
export function shortTime(seconds: number): string {
  return seconds < 0.1 ? `${Math.round(seconds * 1_000)} ms` : `${seconds.toFixed(2)} s`;
}
