import { assertEquals } from "@std/assert";
import { KeyControl, type Steering } from "../../../cli/record/key_control.ts";
import { type Panel, PLAIN_PANEL } from "../../../cli/report/live_lines.ts";
import { RecordingState } from "../../../cli/report/recording_state.ts";
import { ABOUT } from "../report/live_recording.ts";

/** A control, and all that keys have done. */
function control(about = ABOUT) {
  const done: string[] = [];
  const clock = { ms: 1_000 };
  const steering: Steering = {
    mark: (text, agoSeconds) => {
      return Promise.resolve(done.push(`mark ${text}${agoSeconds ? ` ${agoSeconds} s ago` : ""}`));
    },
    togglePause: () => Promise.resolve(done.push("pause or resume")),
    mute: (track) => Promise.resolve(done.push(`mute ${track}`)),
    unmute: (track) => Promise.resolve(done.push(`unmute ${track}`)),
  };
  const view = {
    state: new RecordingState(about),
    panel: PLAIN_PANEL as Panel,
    say: (line: string) => done.push(line),
    drawAnew: () => done.push("drawn"),
  };
  const targets = {
    steering: (): Steering | undefined => steering,
    view,
    stop: () => done.push("stop"),
    interrupt: () => done.push("interrupt"),
    nowMs: () => clock.ms,
    warn: (error: unknown) => done.push(`warning: ${(error as Error).message}`),
  };
  const keys = new KeyControl(targets);
  /** Presses keys one by one. */
  const press = (...typed: string[]) => typed.forEach((key) => keys.typed(key));
  return { done, view, keys, press, steering, targets, clock };
}

Deno.test("p pauses and resumes; what is pressed twice at once is meant once", () => {
  const { press, done } = control();
  press("p", "P", "qq");
  assertEquals(done, ["pause or resume", "pause or resume", "stop"]);
});

Deno.test("space mutes the microphone and lets it be heard again, if one is recorded", () => {
  const { press, done, view } = control();
  press(" ");
  view.state.take({ event: "muted", track: "mic", atSeconds: 3 });
  press(" ");
  view.state.take({ event: "unmuted", track: "mic", atSeconds: 3 });
  view.state.take({ event: "muted", track: "system", atSeconds: 3 });
  press(" ");
  assertEquals(done, ["mute mic", "unmute mic", "mute mic"]);
  const alone = control({ ...ABOUT, tracks: ["system"] });
  alone.press(" ");
  assertEquals(alone.done, []);
});

Deno.test("m takes a text, in which no letter is a key, and Enter marks", () => {
  const { press, done, view } = control();
  press("m", "q", "p", " ", "?", "s", "m", "\x7f", "x");
  assertEquals(view.panel.markText, "qp ?sx");
  press("\r");
  assertEquals([done, view.panel.markText], [["mark qp ?sx"], undefined]);
  press("m", "\r");
  assertEquals(done.at(-1), "mark ");
});

Deno.test("a mark is where m was pressed, however long its title takes", () => {
  const { press, done, clock } = control();
  press("m", "o");
  clock.ms += 4_000;
  press("k", "\r");
  assertEquals(done, ["mark ok 4 s ago"]);
});

Deno.test("Escape and an arrow in a mark's text: one cancels, the other does nothing", () => {
  const { press, done, view } = control();
  press("m", "a", "\x1b[D", "b");
  assertEquals(view.panel.markText, "ab");
  press("\x15", "c", "\x1b");
  assertEquals([done, view.panel.markText], [[], undefined]);
});

Deno.test("what is pasted is text without control characters, and never a command", () => {
  const { press, done, view } = control();
  press("m", "a\x07b\x1b[2Jc\td");
  assertEquals(view.panel.markText, "abcd");
  press("e\rq");
  assertEquals(done, ["mark abcde"]);
  press("quit", "pq");
  assertEquals(done, ["mark abcde"]);
  press("mVote\r");
  assertEquals(done, ["mark abcde", "mark Vote"]);
});

Deno.test("a text that is too long ends where no more fits", () => {
  const { press, view } = control();
  press("m", "会".repeat(600));
  assertEquals(view.panel.markText?.length, 500);
});

Deno.test("q stops, ? and s show and hide, other keys do nothing", () => {
  const { press, done, view } = control();
  press("s", "?", "x", "1", "\r", "\x1b");
  assertEquals([view.panel.showsStatistics, view.panel.explainsKeys], [true, true]);
  press("s", "?");
  assertEquals([view.panel.showsStatistics, view.panel.explainsKeys], [false, false]);
  press("q");
  assertEquals([done, view.panel.hasKeys], [["stop"], true]);
});

Deno.test("Ctrl+C and Ctrl+Z where they are keys do what they do elsewhere, also in a mark's text", () => {
  const { press, done } = control();
  press("\x1a", "m", "a", "\x03");
  assertEquals(done, ["Ctrl+Z would stop half of it: p pauses, q stops", "interrupt"]);
});

Deno.test("what could not be done is told, and before the beginning and after the end nothing is", async () => {
  const { press, done, view, steering, targets } = control();
  steering.togglePause = () => Promise.reject(new Error("Cannot pause: not yet"));
  press("p");
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(done, ["warning: Cannot pause: not yet"]);
  targets.steering = () => undefined;
  press("p");
  targets.steering = () => steering;
  view.state.take({ event: "stopping", reason: "request" });
  press("p", "m", "\r");
  assertEquals(done.length, 1);
});
