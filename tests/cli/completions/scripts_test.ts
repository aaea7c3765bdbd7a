import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { completionScript } from "../../../cli/completions/scripts.ts";
import type { Shell } from "../../../cli/completions/shells.ts";
import { programCommand } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";

const ignore = Deno.build.os === "windows";

/** How each shell is asked what it makes of words, of which the last is being typed. */
const ASKING: Readonly<Partial<Record<Shell, (words: string) => string>>> = {
  bash: (words) => `
    source ./script
    COMP_WORDS=(confrec ${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _confrec confrec
    printf '%s\\n' "\${COMPREPLY[@]}"`,
  // Outside of a completion its own parts are not there.
  zsh: (words) => `
    compdef() { }
    compadd() { print -rl -- "\${found[@]}" }
    compset() { }
    _files() { print -r -- "files $*" }
    source ./script
    words=(confrec ${words}); CURRENT=$#words
    _confrec`,
  fish: (words) => `
    source ./script
    complete -C "confrec ${words}"`,
};

/** Has a shell complete; what the program answers may be given. */
async function complete(shell: Shell, words: readonly string[], answer?: string) {
  return await withFolder(async (folder) => {
    const program = answer === undefined
      ? `exec ${programCommand().map((word) => `'${word}'`).join(" ")} "$@"`
      : `printf '<%s>' "$@" > asked; cat answer`;
    await Deno.writeTextFile(join(folder, "confrec"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    await Deno.writeTextFile(join(folder, "answer"), answer ?? "");
    await Deno.writeTextFile(join(folder, "script"), completionScript(shell));
    await Deno.writeTextFile(join(folder, "file a.wav"), "");
    await Deno.mkdir(join(folder, "folder"));
    const { stdout, stderr } = await new Deno.Command(shell, {
      args: [...(shell === "zsh" ? ["-f"] : []), "-c", ASKING[shell]?.(words.join(" ")) ?? ""],
      cwd: folder,
      env: { PATH: `${folder}:${Deno.env.get("PATH")}`, HOME: folder, NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    assertEquals(text.decode(stderr), "");
    const asked = answer === undefined ? "" : await Deno.readTextFile(join(folder, "asked"));
    return { asked, shown: text.decode(stdout).trimEnd().split("\n") };
  });
}

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test(
    `${shell} completes commands, options and values by what confrec says`,
    { ignore },
    async () => {
      const first = (lines: string[]) => lines.map((line) => line.split("\t")[0]);
      assertEquals(first((await complete(shell, ["--bit"])).shown), ["--bitrate", "--bits"]);
      assertEquals(first((await complete(shell, ["mix", "--trim", "e"])).shown), ["ends"]);
      assertEquals(first((await complete(shell, ["devi"])).shown), ["devices"]);
    },
  );

  Deno.test(`${shell} passes on what is typed, also nothing`, { ignore }, async () => {
    const { asked } = await complete(
      shell,
      ["stop", "--session", shell === "fish" ? "" : "''"],
      "a\n",
    );
    assertEquals(asked, "<__complete><stop><--session><>");
  });

  Deno.test(`${shell} has paths looked for where confrec says so`, { ignore }, async () => {
    const { shown } = await complete(shell, ["--out", "f"], ":files\n");
    assertEquals(
      shown.sort(),
      {
        bash: ["file a.wav", "folder"],
        zsh: ["files"],
        fish: ["file a.wav", "folder/"],
      }[shell],
    );
    const folders = await complete(shell, ["--spool", "f"], ":folders\n");
    assertEquals(
      folders.shown,
      { bash: ["folder"], zsh: ["files -/"], fish: ["folder/\tDirectory"] }[shell],
    );
  });
}

Deno.test(
  "bash puts devices with blanks in backslashes, and completes behind = and :",
  { ignore },
  async () => {
    const { shown } = await complete("bash", ["--mic", "U"], "USB Mic: A\t1st\nUSB Cam\n");
    assertEquals(shown, ["USB\\ Mic:\\ A", "USB\\ Cam"]);
    // Readline breaks these words itself, and keeps what stands in front.
    const joined = await complete("bash", ["--mic", "=", "U"], "--mic=USB\n");
    assertEquals([joined.asked, joined.shown], ["<__complete><--mic=U>", ["USB"]]);
    const file = await complete("bash", ["--mic", "file", ":", "f"], ":files\n");
    assertEquals([file.asked, file.shown.sort()], ["<__complete><--mic><file:f>", [
      "file a.wav",
      "folder",
    ]]);
  },
);

Deno.test("zsh and fish show what a word means", { ignore }, async () => {
  const { shown } = await complete("fish", ["sto"], "stop\tend a recording\n");
  assertEquals(shown, ["stop\tend a recording"]);
});

Deno.test("the script for PowerShell asks as the others do", () => {
  const script = completionScript("powershell");
  assertEquals(script.match(/__complete @words/)?.length, 1);
  assertEquals(script.match(/-split "`t", 2/)?.length, 1);
});
