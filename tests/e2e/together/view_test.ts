/** A recording in a terminal: what is seen, and what keys do. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { programCommand } from "../../../scripts/stage/program.ts";
import { TmuxTerminal } from "../../../scripts/stage/tmux_terminal.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";
import { runTool } from "../../../scripts/project/tool.ts";

const UTF8 = { LC_ALL: "C.UTF-8", TERM: "screen" };
/** A shell that is asked by name, so that what is typed is not what is looked for. */
const ENDED = /^ended (\d+)$/m;

/** A command line that records, and says how it ended. */
function recording(...options: string[]): string {
  const words = [...programCommand(), "--out", "meeting.mp3", ...options];
  const noted = ["bash", "-c", 'echo $$ > pid; exec "$@"', "-", ...words];
  return `clear; ${noted.map((word) => `'${word}'`).join(" ")}; echo ended $?`;
}

/** Two minutes of noise that are recorded at the pace of a device. */
async function noise(folder: string): Promise<string> {
  const path = join(folder, "noise.wav");
  await runTool("sox", [
    ...["-n", "-r", "48000", "-c", "1", path, "synth", "120", "pinknoise", "vol", "0.1"],
  ]);
  return path;
}

/** Options of a recording from that. */
async function fromFile({ folder }: TmuxTerminal): Promise<string[]> {
  return ["--mic", `file:${await noise(folder)}`, "--system", "none"];
}

async function chaptersOf(path: string): Promise<string[]> {
  const json = await runTool("ffprobe", [
    ...["-v", "error", "-show_chapters", "-of", "json", path],
  ]);
  const { chapters } = JSON.parse(json) as { chapters: { tags: { title: string } }[] };
  return chapters.map(({ tags }) => tags.title);
}

Deno.test("two sides of a sound card are seen, m marks while it records, and q stops", async () => {
  await using card = await VirtualCard.start({ prompt: true });
  await using terminal = await TmuxTerminal.start({ env: { ...UTF8, ...card.env } });
  const sound = await noise(terminal.folder);
  const players = ["micfeed", "speakers"].map((sink) => card.play(sound, sink));
  const before = await terminal.modes();
  await terminal.command(recording());
  await terminal.saw(/Starting…|Recording/);
  const screen = await terminal.saw(/● Recording 00:0[1-9][^]* {2}you {3}━+[^]* {2}call {2}━+/);
  assertMatch(screen, /-?\d+ dB {2}Microphone\n {2}call .*-?\d+ dB {2}Speakers\n/);
  assertMatch(screen, /m mark {2}p pause {2}space mute/);
  await terminal.press("m");
  await terminal.saw(/Mark:$/m);
  await terminal.type("quick vote: ü?");
  await terminal.saw(/Mark: quick vote: ü\?$/m);
  await terminal.press("Enter");
  await terminal.saw(/^ {2}1 mark, last at 00:\d\d: quick vote: ü\?$/m);
  await terminal.type("s");
  await terminal.saw(/^ {2}you {3}peak -\d/m);
  await terminal.press("C-z");
  await terminal.saw(/p pauses, q stops/);
  const [, at = ""] = /Recording 00:(\d\d)/.exec(await terminal.screen()) ?? [];
  await terminal.saw(new RegExp(`Recording 00:(?!${at})`));
  await terminal.type("q");
  const end = await terminal.saw(ENDED);
  for (const player of players) player.kill();
  await Promise.all(players.map(({ status }) => status));
  assertEquals(ENDED.exec(end)?.[1], "0", end);
  assert(!end.includes("m mark"), end);
  const titles = await chaptersOf(join(terminal.folder, "meeting.mp3"));
  assertEquals(titles, ["Start", "quick vote: ü?"]);
  assertEquals(await terminal.modes(), before);
});

Deno.test("p pauses and goes on, and space mutes: the file is shorter, and silent where nothing was kept", async () => {
  await using terminal = await TmuxTerminal.start({ env: UTF8 });
  await terminal.command(recording(...await fromFile(terminal), "--gate", "off"));
  await terminal.saw(/● Recording 00:0[1-9]/);
  await terminal.type("p");
  await terminal.saw(/○ Paused 00:/);
  await terminal.saw(/p resume/);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await terminal.type("p");
  await terminal.saw(/Resumed at 00:/);
  await terminal.type(" ");
  await terminal.saw(/Your microphone is muted from 00:[^]*you .*muted/);
  await terminal.type(" ");
  await terminal.saw(/Your microphone is recorded again from 00:/);
  await terminal.type("q");
  const end = await terminal.saw(ENDED);
  assertEquals(ENDED.exec(end)?.[1], "0", end);
  const [, minutes = "", seconds = ""] = /Recorded (\d\d):(\d\d)/.exec(end) ?? [];
  const recorded = 60 * Number(minutes) + Number(seconds);
  const probe = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"];
  const length = Number(await runTool("ffprobe", [...probe, join(terminal.folder, "meeting.mp3")]));
  assert(length < recorded - 2 && length > 1, `${length} of ${recorded} s`);
});

for (
  const [name, how, code] of [
    ["Ctrl+C", (terminal: TmuxTerminal) => terminal.press("C-c"), "0"],
    ["kill -TERM", killed("SIGTERM"), "0"],
    ["kill -HUP", killed("SIGHUP"), "0"],
    ["kill -KILL", killed("SIGKILL"), "137"],
    ["a crash", killed("SIGABRT"), "134"],
  ] as const
) {
  Deno.test(`after ${name} the terminal is as it was`, async () => {
    await using terminal = await TmuxTerminal.start({ env: UTF8 });
    const options = await fromFile(terminal);
    const before = await terminal.modes();
    await terminal.command(recording(...options));
    await terminal.saw(/● Recording 00:0[1-9]/);
    await how(terminal);
    const end = await terminal.saw(ENDED);
    assertEquals(ENDED.exec(end)?.[1], code, end);
    assertEquals(await terminal.modes(), before);
  });
}

/** Sends a signal to the program in a terminal. */
function killed(signal: Deno.Signal): (terminal: TmuxTerminal) => Promise<void> {
  return async ({ folder }) => {
    Deno.kill(Number(await Deno.readTextFile(join(folder, "pid"))), signal);
  };
}

Deno.test("a job that was stopped from outside goes on after bg and fg, and keys with it", async () => {
  await using terminal = await TmuxTerminal.start({ env: UTF8 });
  const options = await fromFile(terminal);
  const before = await terminal.modes();
  // Without what follows it: bash stops a list as one.
  await terminal.command(recording(...options).replace(/; echo.*/, ""));
  await terminal.saw(/● Recording 00:0[1-9]/);
  await killed("SIGSTOP")(terminal);
  await terminal.saw(/Stopped/);
  await terminal.command("clear; bg");
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const meanwhile = await terminal.screen();
  assert(!meanwhile.includes("Recording 00:"), meanwhile);
  await terminal.command("jobs");
  await terminal.saw(/Running/);
  await terminal.command("clear; fg");
  await terminal.saw(/● Recording 00:/);
  // The terminal is looked at once a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await terminal.type("q");
  await terminal.saw(/^Recorded 00:[^]*[#$]$/m);
  assertEquals(await terminal.modes(), before);
});

Deno.test("Ctrl+C that ends the reader of what is said, as in | tee, does not end what is said", async () => {
  await using terminal = await TmuxTerminal.start({ env: UTF8 });
  const options = await fromFile(terminal);
  await terminal.command(
    recording(...options).replace("; echo ended", " 2>&1 | tee log; echo ended"),
  );
  await terminal.saw(/^Recording you/m);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await terminal.press("C-c");
  const screen = await terminal.saw(/^Recorded 00:[^]*You talked/m);
  assertMatch(screen, /meeting\.mp3/);
});

Deno.test("a job in the background draws nothing, and reads nothing", async () => {
  await using terminal = await TmuxTerminal.start({ env: UTF8 });
  const options = await fromFile(terminal);
  await terminal.command(recording(...options, "--duration", "4s").replace("; echo", " & echo"));
  await terminal.saw(/Recording you \(/);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await terminal.command("q");
  const screen = await terminal.saw(/^Recorded 00:04/m);
  assert(!/[●━]|Starting/.test(screen), screen);
});

Deno.test("a terminal that is resized, narrow, without UTF-8, or dumb", async () => {
  await using terminal = await TmuxTerminal.start({ env: { ...UTF8, LC_ALL: "C" } });
  const options = await fromFile(terminal);
  await terminal.command(recording(...options, "--duration", "1h"));
  const ascii = await terminal.saw(/\* Recording 00:0[1-9][^]* {2}you {3}=+/);
  assert(!/[^\n -~]/.test(ascii), ascii);
  assertMatch(ascii, / left of 1:00:00\n/);
  for (const [columns, rows] of [[40, 20], [30, 20], [100, 30], [60, 6], [100, 30]] as const) {
    await terminal.resize(columns, rows);
    // tmux tells programs of a new size up to a quarter of a second after it has drawn in it.
    const isSmall = columns < 36 || rows < 7;
    await terminal.saw(
      isSmall ? /^\* 00:\d\d .*$(?![^]*\n)/m : /^\* Recording 00:\d\d.*\n {2}you.*\n[^*]*keys$/m,
    );
  }
  await terminal.type("q");
  await terminal.saw(ENDED);
});

Deno.test("a dumb terminal gets lines that stay, and no others", async () => {
  await using terminal = await TmuxTerminal.start({ env: { ...UTF8, TERM: "dumb" } });
  await terminal.command(recording(...await fromFile(terminal)));
  await terminal.saw(/^Recording you \(/m);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await terminal.press("C-c");
  const dumb = await terminal.saw(ENDED);
  assert(!/[●━]|Starting/.test(dumb), dumb);
});
