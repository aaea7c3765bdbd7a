/**
 * `deno run -A scripts/plots/plot_offset.ts`: draws docs/offset.svg (how far a track is from its true time over eight simulated
 * hours, with the timeline's correction and without) and prints the table of docs/clock.md.
 */
import { join } from "node:path";
import { followDevice, type Followed } from "../stage/follow_device.ts";
import { randomFrom, roughCallbacks } from "../stage/simulated_device.ts";
import { project } from "../project/folders.ts";
import { runTool } from "../project/tool.ts";

const RATE_HZ = 48000;
const HOURS = 8;
/** Blocks of 40 ms: larger than most devices', so harder than most. */
const BLOCK_FRAMES = 1920;
const PLOT_PPM = 300;
/** The mean rate is told of so long, and judged from then on. */
const TOLD_SECONDS = 120;

/** A device to follow. */
interface Case {
  name: string;
  ppm(seconds: number): number;
  rough: boolean;
}

const steady = [-300, -50, 50, 300].map((ppm) => ({
  name: `${ppm > 0 ? "+" : "−"}${Math.abs(ppm)} ppm`,
  ppm: () => ppm,
}));
const wander = {
  name: "±20 ppm in 10 minutes",
  ppm: (seconds: number) => 20 * Math.sin(2 * Math.PI * seconds / 600),
};
const cases: Case[] = [
  ...[...steady, wander].map((each) => ({ ...each, rough: false })),
  ...[...steady, wander].map((each) => ({ ...each, rough: true })),
];

function follow(device: Case, visit: (block: Followed) => void): void {
  const random = randomFrom(2024);
  followDevice({
    rateHz: RATE_HZ,
    ppm: (seconds) => device.ppm(seconds),
    blockFrames: () => BLOCK_FRAMES,
    lateSeconds: device.rough ? roughCallbacks(random) : () => 0.3e-3 * random(),
    startSeconds: 0.1,
    endSeconds: HOURS * 3600,
  }, visit);
}

/** What a timeline should tell: the rate of now by good callbacks, the mean of two minutes by rough ones. */
function toldPpm(device: Case, seconds: number): number {
  if (!device.rough) return device.ppm(seconds);
  const steps = 24;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    sum += device.ppm(seconds - TOLD_SECONDS * (i + 0.5) / steps);
  }
  return sum / steps;
}

/** Worst values of a case, as a line of the table. */
function tableLine(device: Case): string {
  let [first, later, uncorrected, ppmError, ppmSquares, count] = [0, 0, 0, 0, 0, 0];
  follow(device, (block) => {
    const offset = Math.abs(block.offsetSeconds);
    uncorrected = Math.max(uncorrected, Math.abs(block.uncorrectedSeconds));
    if (block.seconds < 60) {
      first = Math.max(first, offset);
      return;
    }
    later = Math.max(later, offset);
    if (block.seconds < TOLD_SECONDS) return;
    const error = Math.abs(block.ppm - toldPpm(device, block.seconds));
    ppmError = Math.max(ppmError, error);
    ppmSquares += error * error;
    count++;
  });
  const cells = [
    device.name,
    device.rough ? "rough" : "good",
    `${uncorrected.toFixed(3)} s`,
    `${(first * 1e3).toFixed(2)} ms`,
    `${(later * 1e3).toFixed(2)} ms`,
    `${ppmError.toFixed(1)} (${Math.sqrt(ppmSquares / count).toFixed(2)} rms) ppm`,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** A panel of the picture: time from left to right, one value up. */
interface Panel {
  title: string;
  top: number;
  unit: string;
  /** Values at the grid's lines, from low to high. */
  ticks: readonly number[];
  points: readonly (readonly [hours: number, value: number])[];
}

const WIDTH = 800;
const LEFT = 70;
const RIGHT = 780;
const PANEL_HEIGHT = 150;

function panelSvg({ title, top, unit, ticks, points }: Panel): string {
  const low = ticks[0] ?? 0;
  const high = ticks[ticks.length - 1] ?? 1;
  const x = (hours: number) => (LEFT + hours / HOURS * (RIGHT - LEFT)).toFixed(1);
  const y = (value: number) => (top + (high - value) / (high - low) * PANEL_HEIGHT).toFixed(1);
  const lines = ticks.map((tick) =>
    `  <path class="grid" d="M${LEFT} ${y(tick)}H${RIGHT}" />
  <text x="${LEFT - 8}" y="${y(tick)}" class="tick">${tick} ${unit}</text>`
  );
  const path = points.map(([hours, value]) => `${x(hours)} ${y(value)}`).join("L");
  return [
    `  <text x="${LEFT}" y="${top - 12}">${title}</text>`,
    ...lines,
    `  <path class="line" d="M${path}" />`,
  ].join("\n");
}

/** The picture, drawn from one run of a device. */
function picture(device: Case): string {
  const uncorrected: [number, number][] = [];
  const corrected: [number, number][] = [];
  // The worst offset of each minute, with its sign.
  let minute = 0;
  let worst = 0;
  follow(device, ({ seconds, offsetSeconds, uncorrectedSeconds }) => {
    if (Math.abs(offsetSeconds) > Math.abs(worst)) worst = offsetSeconds;
    if (seconds < (minute + 1) * 60) return;
    uncorrected.push([minute / 60, uncorrectedSeconds]);
    corrected.push([minute / 60, worst * 1e3]);
    minute++;
    worst = 0;
  });
  const hours = Array.from({ length: HOURS + 1 }, (_, hour) => {
    const x = LEFT + hour / HOURS * (RIGHT - LEFT);
    return `  <text x="${x.toFixed(1)}" y="440" class="hour">${hour} h</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 460" font-family="sans-serif" font-size="13">
  <style>
    .grid { stroke: #ccc; }
    .line { stroke: #06c; stroke-width: 1.5; fill: none; }
    .tick { font-size: 11px; text-anchor: end; dominant-baseline: middle; }
    .hour { font-size: 11px; text-anchor: middle; }
  </style>
  <rect width="${WIDTH}" height="460" fill="white" />
${
    panelSvg({
      title: `A device ${PLOT_PPM} ppm fast, counted as it delivers: how late a sound stands`,
      top: 40,
      unit: "s",
      ticks: [0, 2, 4, 6, 8, 10],
      points: uncorrected,
    })
  }
${
    panelSvg({
      title: "The same device on confrec's timeline: worst offset of each minute",
      top: 260,
      unit: "ms",
      ticks: [-1.5, -1, -0.5, 0, 0.5, 1, 1.5],
      points: corrected,
    })
  }
${hours.join("\n")}
</svg>
`;
}

if (import.meta.main) {
  const plotted = cases.find((each) => each.rough && each.ppm(0) === PLOT_PPM);
  if (plotted === undefined) throw new RangeError(`Cannot plot ${PLOT_PPM} ppm: no such case`);
  const file = join(project, "docs", "offset.svg");
  await Deno.writeTextFile(file, picture(plotted));
  await runTool(Deno.execPath(), ["fmt", "--quiet", file]);
  for (const each of cases) console.log(tableLine(each));
}
