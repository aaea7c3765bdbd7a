import { assertEquals, assertMatch } from "@std/assert";
import { join, resolve } from "node:path";
import { foundProgram, runHook } from "../../../meeting/aftercare/run_hook.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

/** Runs a line of TypeScript as the program. */
async function hook(
  code: string,
  o: { runSeconds?: number; signal?: AbortSignal } = {},
): Promise<string | undefined> {
  return await withFolder(async (folder) => {
    const program = join(folder, "hook.ts");
    Deno.writeTextFileSync(program, code);
    const words = [Deno.execPath(), "run", "-A", "--quiet", program] as const;
    const file = join(folder, "a.mp3");
    const { runSeconds = 60, signal } = o;
    return await runHook({ words, file, env: { X: "1" } }, signal, {
      runSeconds,
      graceSeconds: 0.2,
    });
  });
}

Deno.test("a program that ends with 0 has worked; it runs in the file's folder, without input", async () => {
  const checks = [
    `Deno.env.get("X") === "1"`,
    `Deno.args[0].endsWith("a.mp3")`,
    `Deno.realPathSync(".") === Deno.realPathSync(Deno.args[0].slice(0, -6))`,
    `Deno.stdin.readSync(new Uint8Array(1)) === null`,
  ];
  assertEquals(
    await hook(`console.log("!"); Deno.exit(${checks.join(" && ")} ? 0 : 1);`),
    undefined,
  );
});

Deno.test("one that fails says why by the last line of its standard error", async () => {
  assertEquals(
    await hook(`console.error("first\\nno space\\x1b[2J left"); Deno.exit(7);`),
    "it ended with exit code 7: no space  left",
  );
  assertEquals(await hook(`Deno.exit(7);`), "it ended with exit code 7");
});

Deno.test("one that babbles is read to its end, and only that is remembered", async () => {
  const babble = `for (let i = 0; i < 5000; i++) console.error("x".repeat(200)); `;
  assertEquals(
    await hook(`${babble} console.error("the end"); Deno.exit(1);`),
    "it ended with exit code 1: the end",
  );
});

Deno.test("one that hangs, and does not hear, is killed", async () => {
  const hang =
    `try { Deno.addSignalListener("SIGTERM", () => {}); } catch {} setInterval(() => {}, 9);`;
  const began = performance.now();
  assertMatch(
    await hook(hang, { runSeconds: 1 }) ?? "",
    /^it took longer than 1 s and was stopped/,
  );
  assertEquals(performance.now() - began < 20_000, true);
  const signal = AbortSignal.timeout(500);
  assertEquals(await hook(hang, { signal }), "it was stopped");
});

Deno.test("one that no signal reaches is left alone, so that the next file has its turn", {
  // The test's folder cannot be removed there while a program runs in it.
  ignore: Deno.build.os === "windows",
}, async () => {
  const { prototype } = Deno.ChildProcess;
  const { kill } = prototype;
  const children: Deno.ChildProcess[] = [];
  // As of another user's program.
  prototype.kill = function () {
    if (!children.includes(this)) children.push(this);
    throw new Deno.errors.PermissionDenied("Operation not permitted (os error 1)");
  };
  try {
    const hang = `setInterval(() => {}, 9);`;
    assertEquals(
      await hook(hang, { runSeconds: 0.1 }),
      "it took longer than 0 s and cannot be stopped",
    );
  } finally {
    prototype.kill = kill;
  }
  for (const child of children) {
    child.ref();
    child.kill("SIGKILL");
    await child.status;
  }
});

Deno.test("a folder that has gone with its file is said to be what is missing", async () => {
  const words = [Deno.execPath(), "--version"] as const;
  assertEquals(
    await runHook({ words, file: "/no-such-folder/a.mp3", env: {} }),
    "its folder /no-such-folder is not there any more",
  );
});

Deno.test("what is no program is said", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "a.mp3");
    const words = [join(folder, "nothing")] as const;
    assertEquals(await runHook({ words, file, env: {} }), `there is no program ${words[0]}`);
  });
});

Deno.test("a path is found from where confrec was started, a name in PATH", () => {
  assertEquals(foundProgram(["./x", "-a"]), [resolve("x"), "-a"]);
  assertEquals(foundProgram(["x", "-a"]), ["x", "-a"]);
});
