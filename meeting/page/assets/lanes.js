/** What is drawn of the timeline: lanes, ruler, flags. `place` says where a moment is, in pixels. */
import { boxesPath, draw, sharesPath, wavePath } from "./drawing.js";
import { clockTime, tickSeconds, timeOfDay } from "./numbers.js";

export const MARKS_HEIGHT = 22;
export const SPEECH_HEIGHT = 10;
/** From so many seconds in a pixel on, speech is shown by how much of each there is. */
const FAR_SECONDS = 2;

/** A side: its waveform, and below it when somebody speaks. */
export function lane(timeline, side, top, place) {
  const { columnSeconds } = timeline.data;
  const height = timeline.heightOf(side);
  const half = height / 2;
  const shape = { x: 0, y: top + half, width: place.width, half: half - 3, scale: side.scale };
  const [from, to] = [timeline.view.from / columnSeconds, timeline.view.to / columnSeconds];
  const inLane = { y: top, height: height };
  const speechBox = { y: top + height + 2, height: SPEECH_HEIGHT, least: 1 };
  const isFar = timeline.length / place.width > FAR_SECONDS;
  const speech = (isFar ? sharesPath : boxesPath)(side.speech, place, speechBox);
  return draw(
    "g",
    { class: side.id },
    draw("rect", { class: "lane", ...inLane, width: place.width, rx: 4 }),
    draw("path", { class: "mute", d: boxesPath(side.mutes, place, inLane) }),
    ...side.peaks.length === 0 ? [] : [
      draw("path", { class: "peak", d: wavePath(side.peaks, from, to, shape) }),
      draw("path", {
        class: "level",
        d: wavePath(side.levels, from, to, { ...shape, isMean: true }),
      }),
    ],
    draw("path", { class: "gap", d: boxesPath(side.gaps, place, { ...inLane, least: 3 }) }),
    draw("path", {
      class: "warned",
      d: boxesPath(side.warnings, place, {
        ...{ y: top + height - 4, height: 4, least: 3 },
      }),
    }),
    draw("path", { class: "speech", d: speech }),
    ...words(timeline, side.mutes, "muted", "", top, place),
    ...words(timeline, side.gaps, "missing", "missing-word", top, place),
    draw("text", { class: "name", x: 8, y: top + 17 }, side.label),
  );
}

/** A word in each stretch of a lane that is long enough to be read. */
function words(timeline, intervals, word, kind, top, place) {
  return intervals.filter(([from, to]) => place(to) - place(from) > 7 * word.length + 10)
    .map(([from, to]) => {
      const x = (Math.max(0, place(from)) + Math.min(place.width, place(to))) / 2;
      const y = top + timeline.laneHeight - 8;
      return draw("text", { class: `lane-word ${kind}`, x, y, "text-anchor": "middle" }, word);
    });
}

/** Where something was paused, and is not in the file. */
export function cuts(timeline, place, bottom) {
  const lines = [];
  for (let i = 0; i + 1 < timeline.data.cuts.length; i += 2) {
    const x = place(timeline.data.cuts[i]);
    // Where silence is cut there are hundreds; those that were paused are worth a line.
    const isPause = timeline.pauses.some(([from, to]) =>
      to === from && Math.abs(from - timeline.data.cuts[i]) < 0.02
    );
    if (!isPause || x < 0 || x > place.width) continue;
    const top = MARKS_HEIGHT - 12;
    lines.push(
      draw("line", { class: "cut", x1: x, x2: x, y1: MARKS_HEIGHT, y2: bottom }),
      draw("path", { class: "pause", d: `M${x - 4} ${top}h3v9h-3zM${x + 1} ${top}h3v9h-3z` }),
    );
  }
  return lines;
}

/** Times of the file, and of the day. */
export function ruler(timeline, place, top) {
  const picture = draw("g", {});
  // Times with seconds take more space.
  const [narrow, wide] = place.width < 600 ? [66, 92] : [84, 96];
  const secondsPerPixel = timeline.length / place.width;
  const step = tickSeconds(secondsPerPixel, (step) => step < 60 ? wide : narrow);
  const first = Math.ceil(timeline.view.from / step) * step;
  for (let at = first; at <= timeline.view.to; at += step) {
    const x = place(at);
    const anchor = x < 24 ? "start" : x > place.width - 24 ? "end" : "middle";
    const tenths = step < 1 ? `.${Math.round(at * 10) % 10}` : "";
    picture.append(
      draw("line", { class: "tick", x1: x, x2: x, y1: top, y2: top + 5 }),
      draw(
        "text",
        { class: "time", x, y: top + 17, "text-anchor": anchor },
        clockTime(at + 1e-6) + tenths,
      ),
      draw(
        "text",
        { x, y: top + 32, "text-anchor": anchor },
        timeOfDay(timeline.data, at, step < 60),
      ),
    );
  }
  return picture;
}

/** Marks: each a line, and a flag with its number where there is space for it. */
export function flags(timeline, place, bottom) {
  const picture = draw("g", {});
  let [lastLine, lastFlag] = [-Infinity, -Infinity];
  timeline.marks.forEach((seconds, i) => {
    const x = place(seconds);
    if (x < -1 || x > place.width + 1 || x - lastLine < 2) return;
    lastLine = x;
    const flag = draw(
      "g",
      { class: "mark" },
      draw("line", { x1: x, x2: x, y1: MARKS_HEIGHT - 4, y2: bottom }),
    );
    const label = String(i + 1);
    const width = 8 + 7 * label.length;
    if (x - lastFlag > width + 2) {
      lastFlag = x;
      const left = Math.min(x, place.width - width);
      flag.append(
        draw("path", { d: `M${left} 0h${width}v14h${-width}z` }),
        draw("text", { x: left + width / 2, y: 11, "text-anchor": "middle" }, label),
      );
    }
    picture.append(flag);
  });
  return picture;
}
