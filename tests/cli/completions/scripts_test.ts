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

/** A device or a recording may be called so, and whoever named it is not to have anything run. */
const EVIL = 'it\'s "$(touch x)" `y` \\z';

Deno.test("bash completes within quotes, and quotes what would be run", { ignore }, async () => {
  // What bash makes of a word, once the quotes that were typed are closed.
  for (const quote of ["", '"', "'"]) {
    const typed = `${quote}it`;
    const { asked, shown } = await complete("bash", [
      "stop",
      "--session",
      `$'${typed.replace("'", "\\'")}'`,
    ], `${EVIL}\n`);
    assertEquals(asked, "<__complete><stop><--session><it>");
    const word = `${quote}${shown[0]}${quote}`;
    const { stdout } = await new Deno.Command("bash", { args: ["-c", `printf %s ${word}`] })
      .output();
    assertEquals(new TextDecoder().decode(stdout), EVIL);
  }
  // History is looked for within these quotes, and no backslash hides it.
  const { shown } = await complete("bash", ["--mic", `'"U'`], "USB!\nUSB\n");
  assertEquals(shown, ["USB"]);
});

for (const shell of ["bash", "zsh", "fish"] as const) {
  Deno.test(`${shell} asks for what is meant by backslashes`, { ignore }, async () => {
    const word = String.raw`it\'s\ U`;
    const typed = shell === "fish" ? word : `"${word.replaceAll("\\", "\\\\")}"`;
    const { asked } = await complete(shell, ["--mic", typed], "it's USB\n");
    assertEquals(asked, "<__complete><--mic><it's U>");
  });
}

Deno.test(
  "fish completes paths within quotes, behind = and file:, and below ~/",
  { ignore },
  async () => {
    const first = (lines: string[]) => lines.map((line) => line.split("\t")[0]);
    const paths = async (typed: string, answer = ":files\n") =>
      first((await complete("fish", [typed], answer)).shown);
    assertEquals(await paths(`'file a`), ["file a.wav"]);
    assertEquals(await paths(String.raw`file\\ `), ["file a.wav"]);
    assertEquals(await paths("--mic=file:fil"), ["--mic=file:file a.wav"]);
    assertEquals(await paths("~/fo", ":folders\n"), ["~/folder/"]);
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
