/** What people type by mistake, or by what they know from elsewhere, and what they are told. */
import { assertEquals } from "@std/assert";
import { run } from "../../cli/run.ts";
import { withFolder } from "../../scripts/stage/temporary_folder.ts";
import { fakeIo } from "./fake_io.ts";
import { fakePlace } from "./config/fake_place.ts";

/** What is typed, and the one line that answers it. */
const MISTAKES: readonly (readonly [string, string])[] = [
  ["start", 'Cannot run "start": there is no such command; to record: confrec --out meeting.mp3'],
  ["meeting.mp3", 'Cannot use "meeting.mp3": write --out "meeting.mp3" to record to it'],
  ["--mute", "Cannot use --mute: there is no such option; did you mean confrec mute?"],
  ["hepl", 'Cannot run "hepl": there is no such command; did you mean confrec help?'],
  ["--list", "Cannot use --list: there is no such option; did you mean confrec devices?"],
  [
    "--list-devices",
    "Cannot use --list-devices: there is no such option; did you mean confrec devices?",
  ],
  ["--output a.mp3", "Cannot use --output: there is no such option; did you mean --out?"],
  ["--out=", 'Cannot use --out "": a text that is not empty is expected'],
  [
    "--out a.mp3 --stop-with-reader",
    "Cannot use --stop-with-reader alone: it is for --json and --out -",
  ],
  [
    "service start",
    'Cannot use "start": write confrec service install, status or uninstall',
  ],
  ["mute them", 'Cannot mute "them": write mic for yourself, or system for the call'],
  ["--ouput a.mp3", "Cannot use --ouput: there is no such option; did you mean --out?"],
  [
    "--out a.m4a",
    "Cannot write a.m4a: .m4a is not a format confrec writes; use .mp3 or .wav",
  ],
  [
    "--out my meeting.mp3",
    'Cannot use "meeting.mp3": if it belongs to what stands before it, put quotes: "my meeting.mp3"',
  ],
  [
    "--duration 1:30 --out a.mp3",
    'Cannot use --duration "1:30": a time such as 90s, 45m, 1h30m, 1:30:00 or 3600 (seconds) is ' +
    "expected, up to 30d",
  ],
  [
    "--bitrate 127k --out a.mp3",
    'Cannot use --bitrate "127k": one of 32k 40k 48k 56k 64k 80k 96k 112k 128k 160k 192k 224k ' +
    "256k 320k is expected",
  ],
  [
    "--mic none --system none --out a.mp3",
    "Cannot record nothing: --mic and --system are both none; leave one of them out",
  ],
  [
    "service install --out a.mp3",
    "Cannot use --out there: options of the recording stand behind --: confrec service install " +
    "-- --out ...",
  ],
  [
    "mark The vote",
    'Cannot use "vote": if it belongs to what stands before it, put quotes: "The vote"',
  ],
  [
    "--json --out - --mic none",
    "Cannot use --json with --out -: both go to standard output; leave one out",
  ],
  ["mix a.wav b.wav", 'Cannot use "a.wav": write --mic, --system or --out in front of it'],
];

for (const [line, answer] of MISTAKES) {
  Deno.test(`confrec ${line}: is answered in one line, and nothing is touched`, () =>
    withFolder(async (folder) => {
      const io = fakeIo();
      assertEquals(await run(line.split(" "), io, fakePlace(folder, {})), 2);
      const errors = io.stderr.lines.filter((one) => one.startsWith("confrec: "));
      assertEquals(errors, [`confrec: ${answer}`]);
      assertEquals([...Deno.readDirSync(folder)].length, 0);
    }));
}

/** What is not as we would write it, and means one thing. */
const UNDERSTOOD: readonly string[] = [
  "version",
  "-V",
  "help config",
  "--help-all",
];

for (const line of UNDERSTOOD) {
  Deno.test(`confrec ${line} is understood`, async () => {
    const io = fakeIo();
    assertEquals(await run(line.split(" "), io), 0);
    assertEquals([io.stderr.text, io.stdout.text.length > 0], ["", true]);
  });
}
