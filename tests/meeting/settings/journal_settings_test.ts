import {
  SOUND_NAMES,
  type SoundSettings,
  usualSound,
} from "../../../meeting/settings/sound_settings.ts";
import { FILE_NAMES, type FileSettings } from "../../../meeting/settings/file_settings.ts";
import { assertEquals } from "@std/assert";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import {
  journalSettings,
  readJournalSettings,
} from "../../../meeting/settings/journal_settings.ts";

const SETTINGS = {
  out: "/a/meeting.mp3",
  spool: "/a/meeting.mp3.confrec",
  force: false,
  keepStems: true,
  startedAt: new Date("2026-01-02T03:04:05.678Z"),
};

function soundOf(
  args: readonly string[],
): { sound: SoundSettings; file: FileSettings; json: ReturnType<typeof journalSettings> } {
  const { options, typed } = parseArguments(["--out", "a.mp3", ...args]).call;
  const sound = Object.fromEntries(
    SOUND_NAMES.flatMap((name) => options[name] === undefined ? [] : [[name, options[name]]]),
  );
  const file = FILE_NAMES.flatMap((name) => {
    return options[name] === undefined ? [] : [[name, options[name]]];
  });
  return {
    sound: sound as SoundSettings,
    file: Object.fromEntries(file) as FileSettings,
    json: journalSettings(SETTINGS, Object.fromEntries(typed)),
  };
}

Deno.test("settings come through a journal as they were, whatever was typed", () => {
  for (
    const args of [
      [],
      ["--bitrate", "64", "--channels", "MONO", "--gate", "-45dB", "--normalize", "off"],
      ["--quality", "3"],
      ["--gate", "off", "--bits", "24", "--rate", "96000", "--normalize", "-23LUFS"],
      [
        "--denoise",
        "--gate-depth",
        "20dB",
        "--normalize",
        "loudness",
        "--trim",
        "all",
        "--channels",
        "split",
      ],
      ["--sidecar", "--report", "--chapters", "AUTO", "--cover", "/a/b.png"],
      ["--title", "A <b> \u202eline", "--artist", "b", "--album", "c", "--comment", "d"],
    ]
  ) {
    const { sound, file, json } = soundOf(args);
    const read = readJournalSettings(JSON.parse(JSON.stringify(json)));
    assertEquals(read, { ...SETTINGS, sound, file });
  }
});

Deno.test("what is damaged, or of another version, has its default", () => {
  const { json } = soundOf(["--bitrate", "64"]);
  const read = readJournalSettings({ ...json, sound: { bitrate: 17, gate: "loud", chorus: "on" } });
  assertEquals(read?.sound, usualSound());
  assertEquals(readJournalSettings({ ...json, sound: null })?.sound, usualSound());
  assertEquals(readJournalSettings({ ...json, keepStems: "perhaps" })?.keepStems, false);
});

Deno.test("settings that do not tell the file are none", () => {
  const { json } = soundOf([]);
  assertEquals(readJournalSettings({}), undefined);
  assertEquals(readJournalSettings({ ...json, out: "" }), undefined);
  assertEquals(readJournalSettings({ ...json, startedAt: "yesterday" }), undefined);
});
