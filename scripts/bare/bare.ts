/**
 * `deno task test:bare [--only 11|12|13]`: what the README tells users to type, on a Debian that has a shell and nothing else.
 *
 * Debian 11, 12 and 13 are unpacked into build/bare and entered with bubblewrap, without network, as a user. First there is
 * no sound library at all: checksum, installation, the doctor's advice, files mixed and recorded, recovered, streamed.
 * Then libpulse is there, as on every desktop, and a virtual sound card of this machine is recorded.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installMissing } from "../prepare.ts";
import { project } from "../project/folders.ts";
import { tell } from "../project/tell.ts";
import { exists } from "../project/stamp.ts";
import { runTool } from "../project/tool.ts";
import { TemporaryFolder } from "../stage/temporary_folder.ts";
import { writeTones } from "../stage/tones.ts";
import { VirtualCard } from "../stage/virtual_card.ts";
import { debianRoot, type InsideOptions, runInside, type Suite, SUITES } from "./debian_root.ts";

/** Something that is typed there, and how it is to end. */
interface Step {
  readonly what: string;
  /** For the shell; or what reads it from a document. */
  readonly script: string | (() => Promise<string>);
  readonly code?: number;
  /** Must stand in what it says. */
  readonly says?: RegExp;
}

const FILES = "--mic file:me.wav --system file:them.wav";

/** Without any sound library. */
const WITHOUT_SOUND: readonly Step[] = [
  { what: "the README's commands install it", script: installCommands },
  {
    what: "there is no compiler, no Node and no sound",
    script: "! command -v cc node pactl ffmpeg",
  },
  {
    what: "the version is one line",
    script: "confrec --version",
    says: /^confrec \d+\.\d+\.\d+\n$/,
  },
  { what: "help fits into 24 lines", script: "confrec --help > help; test $(wc -l < help) -le 24" },
  {
    what: "the doctor says what is missing",
    script: "confrec doctor",
    code: 3,
    says: /^ok +ffmpeg[^]*^fail +sound server +Cannot .*; /m,
  },
  {
    what: "two recordings become a file",
    script: "confrec mix --mic me.wav --system them.wav --out mixed.mp3; test -s mixed.mp3",
  },
  {
    what: "files are recorded, and the path is the one line on standard output",
    script: `test "$(confrec ${FILES} --pace 4 --out out.mp3)" = /home/user/out.mp3`,
  },
  {
    what: "the sound goes to standard output, and leaves no file",
    script: `confrec ${FILES} --pace 4 --out - --name x.mp3 | wc -c; test ! -e x.mp3`,
    says: /all of it to standard output/,
  },
  {
    what: "what a kill leaves is finished",
    script:
      `confrec ${FILES} --out cut.mp3 2> said & until grep -q Recording said; do sleep 0.1; done; ` +
      "sleep 2; kill -9 $!; wait $! || true; confrec recover cut.mp3.confrec",
    code: 4,
    says: /Recovered 00:0\d to .*cut\.mp3/,
  },
  { what: "settings are shown and tried", script: "confrec config", says: /a recording now: / },
  {
    what: "completions and the manual page are printed",
    script: "confrec completions bash > c; confrec help --man > m; bash -n c; test -s m",
  },
];

/** With libpulse, and a sound server. */
const WITH_SOUND: readonly Step[] = [
  { what: "devices are listed", script: "confrec devices", says: /Microphone[^]*Speakers/ },
  {
    what: "the doctor finds the sound server",
    script: "confrec doctor --mic none --system none",
    says: /^ok +sound server/m,
  },
  {
    what: "both sides are recorded",
    script: "confrec --out 'Meetings/{date} {time}.mp3' --duration 4s; ls Meetings/*.mp3",
    says: /Recording you \(Microphone\) and the call \(Speakers\)/,
  },
  {
    what: "what docs/using.md says removes it, and nothing of it is left but recordings",
    script:
      "rm ~/.local/bin/confrec; rm -r ~/.cache/confrec; ls -RA ~ | grep confrec || ls Meetings",
    says: /^\S+ \S+\.mp3\n$/,
  },
];

/** The commands of the README's part "Install", for who has downloaded the files. */
async function installCommands(): Promise<string> {
  const readme = await Deno.readTextFile(join(project, "README.md"));
  const [, block] = /^## Install$[^]*?^```sh$([^]*?)^```$/m.exec(readme) ?? [];
  if (block === undefined) throw new Error("README.md says no commands below Install");
  // What the doctor says there is looked at by itself.
  return block.replace(/^confrec doctor.*$/m, "confrec --version");
}

async function takeSteps(
  root: string,
  steps: readonly Step[],
  options: InsideOptions,
): Promise<number> {
  let failures = 0;
  for (const { what, script, code = 0, says } of steps) {
    const words = typeof script === "string" ? script : await script();
    // The script's own exit code is meant where one is expected.
    const { code: ended, stdout, stderr } = await runInside(root, words, options);
    const isGood = ended === code && (says === undefined || says.test(stdout + stderr));
    console.log(`  ${isGood ? "ok    " : "FAILED"} ${what}`);
    if (isGood) continue;
    failures++;
    console.log(
      `         exit code ${ended}, not ${code}, or not as it should be:\n${stdout}${stderr}`,
    );
  }
  return failures;
}

async function tryOn(suite: Suite): Promise<number> {
  using home = new TemporaryFolder();
  for (const name of ["confrec", "SHA256SUMS"]) {
    await Deno.copyFile(join(project, "dist", name), join(home.path, name));
  }
  await Deno.chmod(join(home.path, "confrec"), 0o644);
  const tone = { fromSeconds: 1, toSeconds: 7, peakDb: -12 };
  await writeTones(join(home.path, "me.wav"), 8, [{ ...tone, hz: 440 }]);
  await writeTones(join(home.path, "them.wav"), 8, [{ ...tone, hz: 1_000 }]);
  const here = { home: home.path };
  console.log(`Debian ${suite.version}, with a shell alone`);
  const bare = await debianRoot(suite);
  let failures = await takeSteps(bare, WITHOUT_SOUND, here);
  console.log(`Debian ${suite.version}, with libpulse and a sound server`);
  const audible = await debianRoot(suite, ["libpulse0"]);
  await using card = await VirtualCard.start({ prompt: true });
  const options = { ...here, shared: [card.folder], env: card.env };
  failures += await takeSteps(audible, WITH_SOUND, options);
  return failures;
}

if (import.meta.main) {
  await tell(async () => {
    const { values } = parseArgs({ options: { only: { type: "string" } } });
    await installMissing(["bwrap", "pulseaudio", "pactl", "sox"]);
    if (!await exists(join(project, "dist", "confrec"))) {
      throw new Error("Cannot try dist/confrec: it is not there; run: deno task compile");
    }
    await runTool(Deno.execPath(), ["run", "-A", "scripts/build/checksums.ts"], { cwd: project });
    let failures = 0;
    for (const suite of SUITES) {
      if (values.only === undefined || values.only === String(suite.version)) {
        failures += await tryOn(suite);
      }
    }
    if (failures > 0) throw new Error(`${failures} steps failed`);
  });
}
