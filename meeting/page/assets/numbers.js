/** Times in words, and what the data of the page means. */

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/** Levels of columns: 63 is 0 dBFS, one less for each decibel, 0 silence. */
export function codesOf(signs) {
  const codes = new Uint8Array(signs.length);
  for (let i = 0; i < signs.length; i++) codes[i] = SIGNS.indexOf(signs[i]);
  return codes;
}

/** Intervals in seconds, from distances in hundredths of one. */
export function intervalsOf(steps) {
  const intervals = [];
  let at = 0;
  for (let i = 0; i + 1 < steps.length; i += 2) {
    const from = at + steps[i];
    at = from + steps[i + 1];
    intervals.push([from / 100, at / 100]);
  }
  return intervals;
}

/** `1:02:03`, or `02:03` below an hour. */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  const short = `${two(minutes % 60)}:${two(whole % 60)}`;
  return minutes < 60 ? short : `${Math.floor(minutes / 60)}:${short}`;
}

/** `1 hour 2 minutes 3 seconds`, for those who hear the page. */
export function spokenTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ];
  const said = parts.filter(([count], i) => count > 0 || i === 2);
  return said.map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" ");
}

/** The time of day at a moment of the file, where the recording was made; what was cut before it has passed, too. */
export function timeOfDay(data, seconds, hasSeconds = true) {
  if (data.startMs === null) return "";
  let recorded = seconds;
  for (let i = 0; i + 1 < data.cuts.length; i += 2) {
    if (data.cuts[i] <= seconds) recorded += data.cuts[i + 1];
  }
  let local = recorded;
  for (let i = 0; i + 1 < data.turns.length; i += 2) {
    if (data.turns[i] <= recorded) local += data.turns[i + 1];
  }
  return new Date(data.startMs + local * 1000).toISOString().slice(11, hasSeconds ? 19 : 16);
}

/** Seconds between two ticks of a ruler; `pixels` says how many those at such a distance need. */
export function tickSeconds(secondsPerPixel, pixels) {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];
  return steps.find((step) => step / secondsPerPixel >= pixels(step)) ?? 14400;
}

export function clamp(value, least, most) {
  return Math.min(most, Math.max(least, value));
}
