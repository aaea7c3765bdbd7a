import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { config } from "../../../cli/config/config.ts";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { keyOf, SETTING_NAMES } from "../../../cli/options/settings.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { fakeIo } from "../fake_io.ts";
import { fakePlace, type FakePlaceText } from "./fake_place.ts";

/** What is printed: of settings with which a recording could begin, unless a test says why not. */
function shown(folder: string, args: string[], text: FakePlaceText, trouble = ""): string {
  const io = fakeIo();
  const code = config(parseArguments(["config", ...args]).call, io, fakePlace(folder, text));
  assertEquals([code, io.stderr.text], trouble === "" ? [0, ""] : [2, `confrec: ${trouble}\n`]);
  return io.stdout.text;
}

interface Data {
  files: { owner: string; path: string; isThere: boolean }[];
  settings: { setting: string; value: unknown; from: string; line?: number; locked: boolean }[];
}

Deno.test("each setting is shown with its value and where that comes from", async () => {
  await withFolder((folder) => {
    const text = shown(folder, [], {
      user: "\nquality = 2\n",
      machine: 'locked = ["spool"]\nspool = "/srv"\n',
      env: { CONFREC_MIC: "jabra" },
    });
    for (const name of SETTING_NAMES) assertMatch(text, new RegExp(`^${keyOf(name)} `, "m"));
    assertMatch(text, /^mic +jabra +CONFREC_MIC$/m);
    assertMatch(text, /^quality +2 +\S+user\.toml:2$/m);
    assertMatch(text, /^spool +\/srv +\S+machine\.toml:2, locked$/m);
    assertMatch(text, /^bitrate +128k +default$/m);
    assertStringIncludes(text, `user's file: ${join(folder, "user.toml")}`);
  });
});

Deno.test("for programs it is one object", async () => {
  await withFolder((folder) => {
    const data: Data = JSON.parse(shown(folder, ["--json"], { user: "quality = 2\n" }));
    const of = (wanted: string) => data.settings.find(({ setting }) => setting === wanted);
    assertEquals([of("quality")?.value, of("quality")?.from, of("quality")?.line], [
      "2",
      "user",
      1,
    ]);
    assertEquals([of("mic")?.value, of("json")?.value, of("json")?.from], [null, false, "default"]);
    assertEquals(data.files.map(({ isThere }) => isThere), [true, false]);
  });
});

Deno.test("the example sets nothing, and what is taken in of it are the defaults", async () => {
  await withFolder((folder) => {
    const example = shown(folder, ["--example"], {});
    const plain = shown(folder, ["--json"], { user: "" });
    assertEquals(shown(folder, ["--json"], { user: example }), plain);
    // Without the lines that are examples because there is no default.
    const data: Data = JSON.parse(plain);
    const without = data.settings.filter(({ value }) => value === null).map((each) => each.setting);
    const taken = example.split("\n").map((line) => {
      const [, key = ""] = /^#([a-z-]+) = /.exec(line) ?? [];
      return key === "" || without.includes(key) || /locked|channels = "split"/.test(line)
        ? line
        : line.slice(1);
    }).join("\n");
    const again: Data = JSON.parse(shown(folder, ["--json"], { user: taken }));
    assertEquals(
      again.settings.map(({ setting, value }) => ({ setting, value })),
      data.settings.map(({ setting, value }) => ({ setting, value })),
    );
    const set = again.settings.filter(({ from }) => from === "user").map((each) => each.setting);
    assertEquals([...set, ...without].sort(), SETTING_NAMES.map(keyOf).sort());
    // And with everything taken in, machine and profile too, it is a file that can be read.
    const all = example.split("\n").map((line) => line.replace(/^#(?=[a-z[])/, "")).join("\n");
    const trouble =
      "Cannot use --duration and --until together: each says when it ends; leave one out";
    shown(folder, ["--profile", "interview"], { user: "", machine: all }, trouble);
  });
});

Deno.test("what is shown can be written into a file, and gives the same again", async () => {
  await withFolder((folder) => {
    const user = 'bitrate = "64k"\nkeep-stems = true\nmic = "jabra"\n[profile.x]\ntrim = "all"\n';
    const once: Data = JSON.parse(shown(folder, ["--json", "--profile", "x"], { user }));
    const written = once.settings.filter(({ value }) => value !== null)
      .map(({ setting, value }) => `${setting} = ${JSON.stringify(value)}`).join("\n");
    const twice: Data = JSON.parse(shown(folder, ["--json"], { user: written }));
    assertEquals(twice.settings.map(({ value }) => value), once.settings.map(({ value }) => value));
  });
});

Deno.test("what is shown was tried: a recording's file is named, or why there would be none", async () => {
  await withFolder((folder) => {
    const out = join(folder, "talks");
    const user = `out = '${join(out, "a.mp3")}'\nmonitor-gain = "6dB"\nbits = 24\n`;
    assertStringIncludes(shown(folder, [], { user }), `a recording now: ${join(out, "a.mp3")}\n`);
    assertMatch(
      shown(folder, [], { user: 'out = "-"\n' }),
      /a recording now: .*meeting .*\.mp3\n$/,
    );
    Deno.writeTextFileSync(out, "no folder");
    const text = shown(
      folder,
      ["--json"],
      { user },
      `Cannot write into ${out}: it is not a folder; choose another --out`,
    );
    assertEquals(typeof JSON.parse(text).trouble, "string");
  });
});

Deno.test("a variable that is nearly a setting is told of; those of other programs are not", async () => {
  await withFolder((folder) => {
    const io = fakeIo();
    const env = { CONFREC_BITRAT: "64k", CONFREC_FILE: "a.mp3", CONFREC_BIN: "confrec", HOME: "/" };
    config(parseArguments(["config"]).call, io, fakePlace(folder, { env }));
    assertEquals(io.stderr.lines, [
      "confrec: The variable CONFREC_BITRAT sets nothing; did you mean CONFREC_BITRATE?",
    ]);
  });
});
