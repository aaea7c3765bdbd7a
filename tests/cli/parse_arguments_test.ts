import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UserError } from "../../meeting/ground/user_error.ts";
import { COMMANDS } from "../../cli/commands.ts";
import { parseArguments } from "../../cli/parse_arguments.ts";

Deno.test("without a command's name a recording is meant", () => {
  const { command, named, call } = parseArguments(["--out", "a.mp3"]);
  assertEquals([command.name, named, call.options.out], ["record", false, "a.mp3"]);
  assertEquals(parseArguments(["record", "--out", "a.mp3"]).call.options, call.options);
});

Deno.test("what is not said has its default", () => {
  const { options } = parseArguments(["--out", "a.mp3"]).call;
  assertEquals(options.bitrate, 128);
  assertEquals(options.channels, "stereo");
  assertEquals(options.bits, 16);
  assertEquals(options.gate, "auto");
  assertEquals(options.normalize, "peak");
  assertEquals(options.pace, 1);
  assertEquals([options.force, options.json, options.keepStems, options.quiet], [
    ...[false, false, false, false],
  ]);
  assertEquals([options.mic, options.system, options.duration], [undefined, undefined, undefined]);
});

Deno.test("a value stands behind its option, behind an equals sign, and may begin with a dash", () => {
  const { options, given } = parseArguments([
    ...["-o", "a=b.mp3", "--bitrate=64k", "--gate", "-50dB", "--mic=file:x=y.wav", "-f"],
    ...["--keep-stems", "--duration", "1h30m"],
  ]).call;
  assertEquals(options.out, "a=b.mp3");
  assertEquals(options.bitrate, 64);
  assertEquals(options.gate, -50);
  assertEquals(options.mic, "file:x=y.wav");
  assertEquals([options.force, options.keepStems], [true, true]);
  assertEquals(options.duration, 5_400);
  assert(given.has("bitrate") && !given.has("bits"));
});

Deno.test("a monitor may be named, and is the default output where it is not", () => {
  const monitorOf = (...args: string[]) => {
    return parseArguments(["--out", "a.mp3", ...args]).call.options.monitor;
  };
  assertEquals(monitorOf(), undefined);
  assertEquals(monitorOf("--monitor"), "default");
  assertEquals(monitorOf("--monitor", "--json"), "default");
  assertEquals(monitorOf("--monitor", "jabra"), "jabra");
  assertEquals(monitorOf("--monitor=jabra", "-f"), "jabra");
  const { options, typed } = parseArguments([
    ...["--monitor", "-f", "--out", "a.mp3", "--monitor-gain", "-6dB"],
  ]).call;
  assertEquals([options.monitorGain, typed.get("monitor")], [-6, "default"]);
});

Deno.test("letters may be joined, and the last of them may take a value", () => {
  for (const args of [["-qo", "a.mp3"], ["-qoa.mp3"], ["-q", "-oa.mp3"], ["-oa.mp3", "-q"]]) {
    const { options } = parseArguments(args).call;
    assertEquals([options.quiet, options.out], [true, "a.mp3"], args.join(" "));
  }
  assertEquals(parseArguments(["-fqo", "-.mp3"]).call.options.out, "-.mp3");
});

Deno.test("a switch that is on elsewhere is turned off by --no-", () => {
  const { options, typed } = parseArguments(["-oa.mp3", "--no-keep-stems"]).call;
  assertEquals([options.keepStems, typed.get("keepStems")], [false, false]);
});

Deno.test("options are frozen", () => {
  const { call } = parseArguments(["--out", "a.mp3"]);
  assert(Object.isFrozen(call) && Object.isFrozen(call.options));
});

Deno.test("help about help is help, and so is asking twice", () => {
  for (const words of [["help", "--help"], ["help", "-h"], ["help", "help"], ["help", "version"]]) {
    assertEquals(parseArguments(words).help, "program", words.join(" "));
  }
  assertEquals(parseArguments(["help", "mix", "--help"]).command.name, "mix");
  assertEquals(parseArguments(["help", "--help", "mix"]).help, "command");
});

Deno.test("help needs nothing else to be right, and may be asked for in three ways", () => {
  assertEquals(parseArguments(["--help"]).call.options.help, true);
  assertEquals(parseArguments(["mix", "-h"]).call.options.help, true);
  const { command, named, call } = parseArguments(["help", "devices"]);
  assertEquals([command.name, named, call.options.help], ["devices", true, true]);
  assertEquals(parseArguments(["help"]).named, false);
  assertEquals(
    [["--help"], ["mix", "-h"], ["help", "mix"], ["--help-all"], ["help", "settings"], [
      "help",
      "--man",
    ], ["-V"]]
      .map((args) => parseArguments(args).help),
    ["program", "command", "command", "all", "settings", "manual", undefined],
  );
  assertEquals(parseArguments(["--help", "--bitrate", "nonsense"]).call.options.help, true);
});

const MISTAKES: readonly [args: string[], message: RegExp][] = [
  [["room"], /^Cannot record a room: --out FILE is missing; for example: confrec room --out /],
  [["mix"], /--out FILE is missing; .* \(confrec mix --help says more\)/],
  [[], /--out FILE is missing; for example: confrec --out meeting\.mp3/],
  [["--ou", "a.mp3"], /use --ou: there is no such option; did you mean --out\?/],
  [["--bitrtae=64k"], /use --bitrtae: there is no such option; did you mean --bitrate\?/],
  [["--colour"], /use --colour: there is no such option; confrec record --help lists them/],
  [["-x"], /use -x: there is no such option; confrec record --help/],
  [["-v"], /use -v: there is no such option; did you mean -V\?/],
  [["-out", "a.mp3"], /use -out: there is no such option; did you mean --out\?/],
  [["-duration=90s"], /use -duration=90s: there is no such option; did you mean --duration\?/],
  [["-50dB"], /use -50dB: there is no such option; confrec record --help lists them/],
  [["-qx"], /use -x: there is no such option/],
  [["-qq"], /use -q twice/],
  [["-qo"], /use -o: its value is missing; write -o FILE/],
  [["--no-keep-stems=1"], /use --no-keep-stems=1: --no-keep-stems takes no value/],
  [["--no-bitrate", "-o", "a.mp3"], /use --no-bitrate: there is no such option/],
  [["help", "mix", "devices"], /use "devices": help is about one thing at a time/],
  [["help", "mux"], /run "mux": there is no such command; did you mean confrec mix\?/],
  [["start"], /run "start": there is no such command; to record: confrec --out meeting\.mp3/],
  [["quit"], /run "quit": there is no such command; did you mean confrec stop\?/],
  [["xyzzy"], /run "xyzzy": there is no such command; to record: .* \(confrec --help lists/],
  [["-o", "a.mp3", "devices"], /"devices" there: a command comes first; write confrec devices …/],
  [["mix", "a.wav", "b.wav"], /use "a\.wav": write --mic, --system or --out in front of it/],
  [
    ["devices", "--out", "x"],
    /use --out with devices: it belongs to record, room, mix, recover or doctor/,
  ],
  [["--out"], /use --out: its value is missing; write --out FILE/],
  [["--out", "--force"], /use --out: its value is missing/],
  [["--out", "a.mp3", "--monitor="], /use --monitor "": a text that is not empty is expected/],
  [["--out", "a.mp3", "--monitor-gain", "21dB"], /use --monitor-gain "21dB": a gain from -40dB to/],
  [["--out="], /use --out "": a text that is not empty is expected/],
  [["--force=yes", "--out", "a.mp3"], /use --force=yes: --force takes no value/],
  [["--out", "a.mp3", "--out", "b.mp3"], /use --out twice/],
  [["--out", "a.mp3", "-o", "b.mp3"], /use -o twice/],
  [["--out", "a.mp3", "--bitrate", "129k"], /use --bitrate "129k": one of 32k 40k .* expected/],
  [["--out", "a.mp3", "--duration", "5x"], /use --duration "5x": a time such as 90s/],
  [["--out", "a.mp3", "--duration", "-5"], /use --duration "-5": a time such as 90s/],
  [["--out", "a.mp3", "--pace", "0"], /use --pace "0": a number above 0/],
  [
    ["--out", "a.mp3", "--channels", "5.1"],
    /use --channels "5.1": stereo, mono or split is expected/,
  ],
  [["--out", "a.mp3", "--bits", "8"], /use --bits "8": 16 or 24 is expected/],
  [["meeting.mp3"], /use "meeting\.mp3": write --out "meeting\.mp3" to record to it/],
  [["device"], /run "device": there is no such command; did you mean confrec devices\?/],
  [
    ["recover", "a.confrec", "b"],
    /use "b": if it belongs to what stands before it, put quotes: "a.confrec b"/,
  ],
  [["devices", "usb"], /use "usb": devices takes only options; see confrec devices --help/],
];

for (const [args, message] of MISTAKES) {
  Deno.test(`a mistake is told in one line: confrec ${args.join(" ")}`, () => {
    const error = assertThrows(() => parseArguments(args), UserError);
    assertEquals(error.kind, "usage");
    assertMatch(error.message, message);
    assertMatch(error.message, /^Cannot [^\n]+$/);
  });
}

Deno.test("the examples in the help are command lines that parse", () => {
  for (const command of COMMANDS) {
    for (const { line } of command.examples) {
      const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => {
        return quoted ?? bare ?? "";
      });
      assertEquals(parseArguments(words.slice(1)).command.name, command.name, line);
    }
  }
});
