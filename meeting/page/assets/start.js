/** Puts the page together: player, timeline, links, keys. */
import { clockTime, spokenTime, timeOfDay } from "./numbers.js";
import { Player } from "./player.js";
import { Timeline } from "./timeline.js";

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const links = [...document.querySelectorAll("a[data-at]")];
const markLinks = [...document.querySelectorAll("#marks a[data-at]")];
const marks = markLinks.map((link) => Number(link.dataset.at));

const player = new Player(byId("audio"), data.seconds);
const slider = byId("lanes");
byId("audio").hidden = true;
byId("stage").hidden = false;
/** Where there is nothing to hear, there is still an axis. */
const drawn = { ...data, seconds: Math.max(data.seconds, 0.01) };
const timeline = new Timeline(drawn, marks, {
  lanes: slider,
  overview: byId("overview"),
  onSeek: (seconds) => player.seek(seconds),
});
slider.setAttribute("aria-valuemax", data.seconds.toFixed(1));
byId("length").textContent = `/ ${clockTime(data.seconds)}`;

let current = -1;

function show() {
  const { position } = player;
  byId("time").textContent = clockTime(position);
  byId("day").textContent = timeOfDay(data, position);
  byId("stage").classList.toggle("playing", player.isPlaying);
  byId("play").setAttribute("aria-label", player.isPlaying ? "Pause" : "Play");
  slider.setAttribute("aria-valuenow", position.toFixed(1));
  slider.setAttribute("aria-valuetext", spokenTime(position));
  timeline.moveTo(position);
  const index = marks.findLastIndex((seconds) => seconds <= position + 0.05);
  if (index === current) return;
  markLinks[current]?.removeAttribute("aria-current");
  markLinks[index]?.setAttribute("aria-current", "true");
  current = index;
}

function missing() {
  byId("missing").hidden = false;
  for (const id of ["play", "back", "ahead", "speed"]) byId(id).disabled = true;
}

player.addEventListener("change", show);
player.addEventListener("missing", missing);
if (player.isMissing) missing();

const step = (seconds) => player.seek(player.position + seconds);
const markBy = (direction) => {
  const next = direction > 0
    ? marks.find((seconds) => seconds > player.position + 0.05)
    : marks.findLast((seconds) => seconds < player.position - 1);
  if (next !== undefined) player.seek(next);
};

/** What each key does. */
const KEYS = {
  " ": () => player.toggle(),
  k: () => player.toggle(),
  ArrowLeft: (event) => step(event.shiftKey ? -60 : -5),
  ArrowRight: (event) => step(event.shiftKey ? 60 : 5),
  ArrowDown: () => step(-5),
  ArrowUp: () => step(5),
  PageDown: () => step(-60),
  PageUp: () => step(60),
  Home: () => player.seek(0),
  End: () => player.seek(data.seconds),
  n: () => markBy(1),
  p: () => markBy(-1),
  "+": () => timeline.zoom(0.5),
  "=": () => timeline.zoom(0.5),
  "-": () => timeline.zoom(2),
  0: () => timeline.all(),
};
/** Those that scroll a page, or move in a list: only where the timeline has the focus. */
const SLIDER_KEYS = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { target, key } = event;
  if (target.closest("select, input, summary")) return;
  if (key === " " && target.closest("button, a")) return;
  if (SLIDER_KEYS.includes(key) && target !== slider) return;
  const act = KEYS[key];
  if (act === undefined) return;
  event.preventDefault();
  act(event);
});

byId("play").addEventListener("click", () => player.toggle());
byId("back").addEventListener("click", () => step(-10));
byId("ahead").addEventListener("click", () => step(10));
byId("in").addEventListener("click", () => timeline.zoom(0.5));
byId("out").addEventListener("click", () => timeline.zoom(2));
byId("fit").addEventListener("click", () => timeline.all());
byId("speed").addEventListener("change", ({ target }) => {
  byId("audio").playbackRate = Number(target.value);
});
for (const link of links) {
  link.addEventListener("click", () => {
    player.seek(Number(link.dataset.at));
    byId("stage").scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
}

/** `#t=12.5` leads to that moment: such links can be passed on. */
function openMoment() {
  const [, seconds] = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash) ?? [];
  if (seconds !== undefined) player.seek(Number(seconds));
}
addEventListener("hashchange", openMoment);
addEventListener("beforeprint", () => timeline.all());
openMoment();
timeline.draw();
show();
