import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "node:path";
import { platform } from "../../../ffi/system/platform.ts";
import { darwin } from "../../../ffi/system/platform_darwin.ts";
import { linux } from "../../../ffi/system/platform_linux.ts";
import { windows } from "../../../ffi/system/platform_windows.ts";
import { hasCountedDisk, withCountedDisk } from "./fuse_disk.ts";
import { TemporaryFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Starts a Deno that runs until its input is closed. */
function startWaiting(): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "await Deno.stdin.read(new Uint8Array(1))"],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

async function end(child: Deno.ChildProcess): Promise<void> {
  await child.stdin.close();
  await child.status;
}

Deno.test("the room left on a disk is a number of bytes, and unknown where there is no folder", () => {
  using folder = new TemporaryFolder();
  const free = platform.freeBytes(folder.path);
  assert(free !== undefined && Number.isSafeInteger(free) && free > 1e6, `${free} bytes`);
  assertEquals(platform.freeBytes(join(folder.path, "none", "of", "these")), undefined);
});

Deno.test("the room on a share is what df says, in whatever blocks the share likes to be written", {
  // Only Linux can mount one, and only for root.
  ignore: !await hasCountedDisk(),
}, () =>
  withCountedDisk((folder, freeBytes) => {
    assertEquals(platform.freeBytes(folder), freeBytes);
  }));

Deno.test("Linux' allocator is told to give memory back, and others need no telling", () => {
  assertEquals(platform.keepHeapSmall(), Deno.build.os === "linux");
});

Deno.test("a file that is open may be given holes, also in a long path, and one that is not there may not on Windows", async () => {
  using folder = new TemporaryFolder();
  const deep = join(folder.path, "a".repeat(120), "b".repeat(120));
  await Deno.mkdir(deep, { recursive: true });
  const path = join(deep, "é.wav");
  {
    using _file = await Deno.create(path);
    assertEquals(platform.allowHoles(path), true);
  }
  assertEquals(platform.allowHoles(join(folder.path, "none.wav")), Deno.build.os !== "windows");
});

Deno.test("a process is alive while it runs, and not any more when it has ended", async () => {
  assert(platform.isAlive(Deno.pid));
  const child = startWaiting();
  assert(platform.isAlive(child.pid));
  await end(child);
  assert(!platform.isAlive(child.pid));
  assert(!platform.isAlive(2 ** 31 - 4));
});

Deno.test("a process's start stays the same, differs between processes and ends with the process", async () => {
  const own = platform.processStartedAt(Deno.pid);
  assert(own !== undefined);
  assertEquals(platform.processStartedAt(Deno.pid), own);
  // A start is told in clock ticks of 10 ms: two processes of one moment may share it, but not their ids.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const child = startWaiting();
  const its = platform.processStartedAt(child.pid);
  assert(its !== undefined);
  assertNotEquals(its, own);
  await end(child);
  assertEquals(platform.processStartedAt(child.pid), undefined);
});

Deno.test("keeping awake never fails, whatever the system offers", () => {
  platform.keepAwake()[Symbol.dispose]();
});

Deno.test("only Windows refuses to replace files in use, by the numbers of its errors", () => {
  const refusal = new Error("Sharing violation. (os error 32): rename 'a' -> 'b'");
  assert(windows.meansInUse(refusal));
  assert(!windows.meansInUse(new Error("File not found. (os error 2): rename 'a' -> 'b'")));
  assert(!linux.meansInUse(refusal));
});

Deno.test("a number in an error's message is named as its system means it", () => {
  assertEquals([linux.errorName(28), windows.errorName(112)], ["ENOSPC", "ENOSPC"]);
  assertEquals([linux.errorName(5), windows.errorName(5)], ["EIO", "EACCES"]);
  assertEquals(windows.errorName(28), undefined);
});

Deno.test("names of devices, forbidden characters and ends that Windows drops are no names there", () => {
  for (const name of ["CON", "nul.mp3", "C:\\a\\LPT1.mp3", "aux .mp3", "COM¹.wav", "x\\con:y"]) {
    assertMatch(windows.unusableName(name) ?? "", /is the name of a device on Windows; choose/);
  }
  assertMatch(windows.unusableName("what?.mp3") ?? "", /allows no \? in a file name/);
  assertMatch(windows.unusableName("C:\\a\\10:30.mp3") ?? "", /allows no : in a file name/);
  assertMatch(windows.unusableName("a\u0007.mp3") ?? "", /allows no control characters/);
  assertMatch(windows.unusableName("notes. \\a.mp3") ?? "", /drops the dots and spaces/);
});

Deno.test("drives, shares, long-path prefixes and folders above are names on Windows", () => {
  const good = [
    "meeting.mp3",
    "C:\\Users\\Ä ö\\meeting.mp3",
    "d:meeting.mp3",
    "..\\.\\meeting.mp3",
    "\\\\server\\share\\meeting.mp3",
    "\\\\?\\C:\\meeting.mp3",
    "\\\\?\\UNC\\server\\share\\meeting.mp3",
    "contract.mp3",
    "com10.mp3",
    "C:/a/b.mp3",
  ];
  for (const name of good) assertEquals(windows.unusableName(name), undefined, name);
});

Deno.test("Linux takes every name", () => {
  for (const name of ["CON", "what?.mp3", "a."]) assertEquals(linux.unusableName(name), undefined);
});

Deno.test({
  name: "a program that was started by nohup ignores the end of its terminal",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const module = new URL("../../../ffi/system/platform.ts", import.meta.url).href;
    const code = `import { platform } from "${module}"; console.log(platform.ignoresHangup());`;
    const ask = async (command: string, ...first: string[]) => {
      const args = [...first, "eval", code];
      const { stdout } = await new Deno.Command(command, { args, stderr: "null" }).output();
      return new TextDecoder().decode(stdout).trim();
    };
    // These tests may have been started by nohup themselves.
    assertEquals(await ask("env", "--default-signal=HUP", Deno.execPath()), "false");
    assertEquals(await ask("nohup", Deno.execPath()), "true");
  },
});

Deno.test({
  name: "settings are where each system has them, and in no folder that is relative",
  // There the paths of other systems get other strokes.
  ignore: Deno.build.os === "windows",
  fn: () => {
    const env = (values: Record<string, string>) => (name: string) => values[name];
    const home = { HOME: "/home/ann", XDG_CONFIG_HOME: "/cfg" };
    assertEquals(linux.settingsFolder(env(home)), "/cfg");
    assertEquals(
      linux.settingsFolder(env({ ...home, XDG_CONFIG_HOME: "cfg" })),
      "/home/ann/.config",
    );
    assertEquals(linux.settingsFolder(env({})), undefined);
    assertEquals(darwin.settingsFolder(env(home)), "/home/ann/Library/Application Support");
    assertEquals(windows.settingsFolder(env({ APPDATA: "relative" })), undefined);
    assertEquals([linux, darwin].map((each) => each.machineSettingsFolder(env({}))), [
      "/etc",
      "/etc",
    ]);
    assertEquals(windows.machineSettingsFolder(env({})), undefined);
  },
});

Deno.test("a locale is UTF-8 by the first of its variables that is set", () => {
  const isUtf8 = (variables: Record<string, string>) => {
    return linux.writesUtf8((name) => variables[name]);
  };
  assertEquals(isUtf8({ LANG: "de_DE.UTF-8" }), true);
  assertEquals(isUtf8({ LC_ALL: "", LC_CTYPE: "en_US.utf8", LANG: "C" }), true);
  assertEquals(isUtf8({ LC_ALL: "C", LANG: "de_DE.UTF-8" }), false);
  assertEquals(isUtf8({}), false);
  assertEquals(windows.writesUtf8(() => undefined), true);
});
