/** Two waveforms on one time axis, who spoke when, marks, gaps and pauses; and the whole in small above them. */
import { boxesPath, draw, HEIGHTS, wavePath } from "./drawing.js";
import { cuts, flags, lane, MARKS_HEIGHT, ruler, SPEECH_HEIGHT } from "./lanes.js";
import { clamp, clockTime, codesOf, intervalsOf } from "./numbers.js";

const RULER_HEIGHT = 38;
const OVERVIEW_HEIGHT = 40;
/** Nobody looks closer than at so many seconds. */
const LEAST_VIEW = 4;

export class Timeline {
  /** @param marks seconds of the file, in order */
  constructor(data, marks, { lanes, overview, onSeek }) {
    this.data = data;
    this.marks = marks;
    this.lanes = lanes;
    this.overview = overview;
    this.view = { from: 0, to: data.seconds };
    this.position = 0;
    this.sides = data.sides.map((side) => {
      const peaks = codesOf(side.peaks);
      const highest = HEIGHTS[peaks.reduce((most, code) => Math.max(most, code), 0)];
      return {
        ...side,
        peaks,
        levels: codesOf(side.levels),
        scale: highest > 0 ? 0.94 / highest : 1,
        speech: intervalsOf(side.speech),
        gaps: intervalsOf(side.gaps),
        mutes: intervalsOf(side.mutes),
        warnings: intervalsOf(side.warnings),
      };
    });
    this.pauses = intervalsOf(data.pauses);
    this.#listen(lanes, onSeek, (x) => this.#secondsIn(lanes, x, this.view));
    const whole = { from: 0, to: data.seconds };
    this.#listen(overview, onSeek, (x) => this.#secondsIn(overview, x, whole));
    lanes.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    lanes.addEventListener("pointermove", (event) => this.#hover(event));
    lanes.addEventListener("pointerleave", () => this.hover?.setAttribute("visibility", "hidden"));
    new ResizeObserver(() => this.draw()).observe(lanes);
  }

  get length() {
    return this.view.to - this.view.from;
  }

  /** Shows a factor more or less around a moment. */
  zoom(factor, around = this.position) {
    const length = clamp(
      this.length * factor,
      Math.min(LEAST_VIEW, this.data.seconds),
      this.data.seconds,
    );
    const inView = around >= this.view.from && around <= this.view.to;
    const share = inView ? (around - this.view.from) / this.length : 0.5;
    this.show(around - share * length, length);
  }

  /** Shows so many seconds from a moment on, as far as there are some. */
  show(from, length = this.length) {
    const start = clamp(from, 0, this.data.seconds - length);
    this.view = { from: start, to: start + length };
    this.draw();
  }

  all() {
    this.show(0, this.data.seconds);
  }

  /** The position has moved; what is shown follows it. */
  moveTo(seconds) {
    const isMoved = seconds !== this.position;
    this.position = seconds;
    const { from, to } = this.view;
    if (isMoved && (seconds < from || seconds > to)) this.show(seconds - 0.1 * this.length);
    else this.#placeHeads();
  }

  draw() {
    const width = Math.max(200, this.lanes.clientWidth);
    this.width = width;
    this.laneHeight = width < 600 ? 64 : 92;
    this.#drawLanes(width);
    this.#drawOverview(width);
    this.#placeHeads();
  }

  #drawLanes(width) {
    const { from } = this.view;
    const place = Object.assign((seconds) => (seconds - from) * width / this.length, { width });
    const tops = [MARKS_HEIGHT];
    for (const side of this.sides) tops.push(tops.at(-1) + this.heightOf(side) + SPEECH_HEIGHT + 8);
    const bottom = tops.at(-1);
    const height = bottom + RULER_HEIGHT;
    this.height = height;
    const picture = draw("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    const hatch = draw("pattern", {
      ...{ id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse" },
      patternTransform: "rotate(45)",
    }, draw("line", { class: "hatch", x1: 0, y1: 0, x2: 0, y2: 6 }));
    picture.append(draw("defs", {}, hatch));
    this.sides.forEach((side, i) => picture.append(lane(this, side, tops[i], place)));
    picture.append(
      draw("path", {
        class: "paused",
        d: boxesPath(this.pauses.filter(isLong), place, {
          ...{ y: MARKS_HEIGHT, height: bottom - MARKS_HEIGHT },
        }),
      }),
      ...cuts(this, place, bottom),
      ruler(this, place, bottom),
      flags(this, place, bottom),
    );
    this.hover = draw(
      "g",
      { class: "hover", visibility: "hidden" },
      draw("line", { y1: MARKS_HEIGHT, y2: bottom }),
      draw("rect", { width: 64, height: 18, rx: 5, y: bottom + 1 }),
      draw("text", { y: bottom + 14, "text-anchor": "middle" }),
    );
    this.head = draw(
      "g",
      { class: "head" },
      draw("line", { y1: MARKS_HEIGHT - 6, y2: bottom }),
      draw("circle", { cy: MARKS_HEIGHT - 6, r: 4.5 }),
    );
    picture.append(this.hover, this.head);
    this.lanes.replaceChildren(picture);
  }

  /** A side without a waveform has its name, and its speech. */
  heightOf(side) {
    return side.peaks.length > 0 ? this.laneHeight : 22;
  }

  #drawOverview(width) {
    const isWhole = this.length >= this.data.seconds - 0.01;
    this.overview.hidden = isWhole;
    if (isWhole) return;
    const place = Object.assign((seconds) => seconds * width / this.data.seconds, { width });
    const height = OVERVIEW_HEIGHT;
    if (this.small?.width !== width) {
      const shown = this.sides.filter((side) => side.peaks.length > 0);
      const each = height / shown.length;
      const lanes = shown.map((side, i) =>
        draw(
          "g",
          { class: side.id },
          draw("path", {
            class: "level",
            d: wavePath(side.peaks, 0, side.peaks.length, {
              ...{ x: 0, y: each * (i + 0.5), width, half: each / 2 - 1, scale: side.scale },
            }),
          }),
        )
      );
      this.small = { width, lanes };
    }
    this.smallHead = draw("g", { class: "head" }, draw("line", { y1: 0, y2: height }));
    const { from, to } = this.view;
    this.overview.replaceChildren(
      draw(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
        ...this.small.lanes,
        draw("rect", {
          class: "window",
          x: place(from),
          y: 0.5,
          width: Math.max(3, place(to) - place(from)),
          height: height - 1,
          rx: 3,
        }),
        this.smallHead,
      ),
    );
  }

  #placeHeads() {
    const x = (this.position - this.view.from) * this.width / this.length;
    const isSeen = x >= -1 && x <= this.width + 1;
    this.head?.setAttribute("visibility", isSeen ? "visible" : "hidden");
    this.head?.setAttribute("transform", `translate(${x} 0)`);
    const small = this.position * this.width / this.data.seconds;
    this.smallHead?.setAttribute("transform", `translate(${small} 0)`);
  }

  #secondsIn(element, x, { from, to }) {
    const { left, width } = element.getBoundingClientRect();
    return from + clamp((x - left) / width, 0, 1) * (to - from);
  }

  #listen(element, onSeek, secondsAt) {
    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      onSeek(secondsAt(event.clientX));
    });
    element.addEventListener("pointermove", (event) => {
      if (element.hasPointerCapture(event.pointerId)) onSeek(secondsAt(event.clientX));
    });
  }

  #wheel(event) {
    const isZoom = event.ctrlKey || event.metaKey;
    if (!isZoom && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
    event.preventDefault();
    if (isZoom) {
      const around = this.#secondsIn(this.lanes, event.clientX, this.view);
      return this.zoom(Math.exp(clamp(event.deltaY, -50, 50) / 100), around);
    }
    this.show(this.view.from + event.deltaX * this.length / this.width);
  }

  #hover(event) {
    if (event.pointerType === "touch" || !this.hover) return;
    const seconds = this.#secondsIn(this.lanes, event.clientX, this.view);
    const x = (seconds - this.view.from) * this.width / this.length;
    const [line, box, text] = this.hover.children;
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    const middle = clamp(x, 32, this.width - 32);
    box.setAttribute("x", middle - 32);
    text.setAttribute("x", middle);
    text.textContent = clockTime(seconds);
    this.hover.setAttribute("visibility", "visible");
  }
}

function isLong([from, to]) {
  return to > from;
}
