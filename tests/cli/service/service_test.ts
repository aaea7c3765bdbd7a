import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "node:path";
import { service } from "../../../cli/service/service.ts";
import type { ServiceSystem } from "../../../cli/service/recipe.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { fakeIo } from "../fake_io.ts";
import { callOf } from "../steer/running_meeting.ts";

const OPTIONS = ["--", "--out", "Meetings/{date} {time}.mp3", "--split", "4h"];

/** A machine on which programs are only remembered. */
async function onMachine(
  system: ServiceSystem,
  test: (machine: {
    home: string;
    ran: string[];
    failing: Set<string>;
    run(...words: string[]): Promise<{ code: number; out: string; err: string }>;
  }) => Promise<void>,
): Promise<void> {
  await withFolder(async (home) => {
    const ran: string[] = [];
    const failing = new Set<string>();
    const world = {
      system,
      places: () => ({
        ...{ home, config: undefined, cache: join(home, "cache"), uid: 501 },
        program: ["/opt/confrec"],
      }),
      user: () => undefined,
      folder: () => home,
      run: (words: readonly string[]) => {
        ran.push(words.join(" "));
        const success = ![...failing].some((word) => words.includes(word));
        return Promise.resolve({ success, text: success ? "active" : "no bus" });
      },
    };
    await test({
      ...{ home, ran, failing },
      run: async (...words) => {
        const io = fakeIo();
        const code = await service(callOf(["service", ...words]), io, world);
        return { code, out: io.stdout.text, err: io.stderr.text };
      },
    });
  });
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    return isDirectory ? filesBelow(join(folder, name)).map((each) => `${name}/${each}`) : [name];
  }).sort();
}

Deno.test("installed on Linux it is enabled and started; again, nothing is written", () =>
  onMachine("linux", async ({ home, ran, run }) => {
    const first = await run("install", ...OPTIONS);
    assertEquals(first.code, 0);
    assertEquals(filesBelow(home), [
      ".config/systemd/user/confrec-lid.service",
      ".config/systemd/user/confrec.service",
    ]);
    assertEquals(ran, [
      "systemctl --user daemon-reload",
      "systemctl --user enable confrec.service",
      "systemctl --user start --no-block confrec.service",
    ]);
    assertStringIncludes(first.out, "Wrote ");
    const again = await run("install", ...OPTIONS);
    assertEquals([again.code, again.out.includes("Wrote")], [0, false]);
    assertStringIncludes(again.out, "confrec.service is as it should be\n");
    const other = await run("install", ...OPTIONS, "--quiet");
    assertStringIncludes(other.out, "Rewrote ");
    assertStringIncludes(other.out, "to use this now: systemctl --user restart confrec.service");
  }));

Deno.test("status tells what is there and whether it runs", () =>
  onMachine("linux", async ({ run, failing }) => {
    failing.add("is-active");
    assertEquals((await run("status")).code, 3);
    await run("install", ...OPTIONS);
    failing.clear();
    const { code, out } = await run("status");
    assertEquals([code, out.endsWith("Running: active\n")], [0, true]);
    failing.add("is-active");
    assertEquals((await run("status")).code, 3);
  }));

Deno.test("uninstalled nothing is left, and a second time there is nothing to do", () =>
  onMachine("linux", async ({ home, ran, failing, run }) => {
    await run("install", ...OPTIONS);
    ran.length = 0;
    assertEquals((await run("uninstall")).code, 0);
    assertEquals(filesBelow(home), []);
    failing.add("is-active");
    assertEquals(ran, [
      "systemctl --user disable --now confrec.service",
      "systemctl --user daemon-reload",
    ]);
    assertEquals(await run("uninstall"), { code: 0, out: "Nothing was installed\n", err: "" });
  }));

Deno.test("on Windows a recording is stopped by confrec before its task goes", () =>
  onMachine("windows", async ({ home, ran, failing, run }) => {
    assertEquals((await run("install", ...OPTIONS)).code, 0);
    const xml = join(home, "cache", "service", "confrec.xml");
    assertEquals([...Deno.readFileSync(xml).subarray(0, 4)], [0xff, 0xfe, 0x3c, 0]);
    assertEquals(ran, [`schtasks /Create /TN confrec /XML ${xml} /F`, "schtasks /Run /TN confrec"]);
    ran.length = 0;
    // Nothing may be recorded just then.
    failing.add("stop");
    assertEquals((await run("uninstall")).code, 0);
    assertEquals(ran, [
      "schtasks /Change /TN confrec /DISABLE",
      "/opt/confrec stop",
      "schtasks /Delete /TN confrec /F",
    ]);
  }));

Deno.test("a task whose file somebody has removed is there all the same, and can be taken away", () =>
  onMachine("windows", async ({ home, ran, run }) => {
    await run("install", ...OPTIONS);
    Deno.removeSync(join(home, "cache"), { recursive: true });
    const { code, out } = await run("status");
    // A task that waits for its next minute is there, too.
    assertEquals([code, out.includes("Running")], [0, false]);
    assertEquals((await run("uninstall")).code, 0);
    assertEquals(ran.at(-1), "schtasks /Delete /TN confrec /F");
  }));

Deno.test("a folder in the place of a file is said to be in the way, and stays", () =>
  onMachine("linux", async ({ home, run }) => {
    const path = join(home, ".config", "systemd", "user", "confrec.service");
    Deno.mkdirSync(join(path, "mine"), { recursive: true });
    await assertRejects(
      () => run("install", ...OPTIONS),
      UserError,
      "it is a folder; remove it by hand",
    );
    const { code, out, err } = await run("uninstall");
    assertEquals([code, out.includes("Removed ")], [5, false]);
    assertStringIncludes(err, `Cannot remove ${path}: it is a folder`);
  }));

Deno.test("on macOS an agent that is loaded already is no trouble", () =>
  onMachine("macos", async ({ home, ran, failing, run }) => {
    failing.add("bootstrap");
    assertEquals((await run("install", ...OPTIONS)).code, 0);
    assertEquals(filesBelow(home), ["Library/LaunchAgents/confrec.record.plist"]);
    assertEquals(ran.at(-1), "launchctl kickstart gui/501/confrec.record");
  }));

Deno.test("what does not work is said, with the program and what it said", () =>
  onMachine("linux", async ({ failing, run }) => {
    failing.add("enable");
    const { code, err } = await run("install", ...OPTIONS);
    assertEquals(code, 5);
    assertStringIncludes(
      err,
      "confrec: Cannot run systemctl --user enable confrec.service: no bus; run it as the user who records",
    );
  }));

Deno.test("--print shows the files of any system, and does nothing", () =>
  onMachine("linux", async ({ home, ran, run }) => {
    assertStringIncludes((await run("install", "--print", ...OPTIONS)).out, "Type=notify\n");
    const args = (system: string) => ["install", "--print", "--for", system, ...OPTIONS];
    assertStringIncludes((await run(...args("windows"))).out, "<Task version");
    assertStringIncludes((await run(...args("macos"))).out, "<plist version");
    assertEquals([ran, filesBelow(home)], [[], []]);
  }));

Deno.test("what could never record is refused before anything is written", () =>
  onMachine("linux", async ({ home, run }) => {
    const refuse = (text: string, ...words: string[]) =>
      assertRejects(() => run(...words), UserError, text);
    await refuse("write confrec service install, status or uninstall");
    await refuse("write confrec service install, status or uninstall", "remove");
    await refuse("write what it is to do behind --", "install");
    await refuse("belong to confrec service install", "status", "--print");
    await refuse("add --print", "install", "--for", "windows", ...OPTIONS);
    assertThrows(
      () => callOf(["service", "install", "--", "--ouput", "x.mp3"]),
      UserError,
      "did you mean --out",
    );
    assertThrows(() => callOf(["service", "install", "--", "--mic", "x"]), UserError, "--out");
    assertEquals(filesBelow(home), []);
  }));
