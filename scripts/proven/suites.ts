/**
 * The suites that prove something about a platform: where they do, and when they run.
 *
 * What they prove is in their tests' names. What another file says already is read there: which files CI has time for,
 * which cases there are on which PipeWire, which glibc is the oldest.
 */
import { basename } from "node:path";
import { OLDEST_GLIBC } from "../build/glibc_floor.ts";
import { QUICK_CASES } from "../faults/devices/device_cases.ts";
import { pipewireCases } from "../faults/devices/pipewire_cases.ts";
import { Runs } from "./runs.ts";
import { cTestNames, propertiesIn, propertiesInList } from "./script_names.ts";
import { listIn } from "./source_list.ts";
import { testNames, type Values } from "./test_names.ts";

/** The project's files, or others in a test. */
export interface Sources {
  /** Their paths from the project's folder. */
  readonly files: readonly string[];
  /** The text of one. */
  readonly read: (file: string) => string;
}

/** Tests that run in the same place. */
export interface Suite {
  /** A heading of the table. */
  readonly where: string;
  /** Whether it holds a file. */
  readonly holds: (file: string) => boolean;
  /** What is proven by the source of one. */
  readonly names: (source: string) => readonly string[];
  /** When a test of it runs. */
  readonly when: (file: string, name: string) => string;
  /** When tests with these names run that run at other times, or never. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** What is to be known of it: Markdown below the table, in lines of 100 characters at most. */
  readonly note?: string;
}

const AARCH64 = "On Linux on AArch64, under qemu";
const MACOS = "For macOS, compiled and linked on Linux; nothing of it runs";

const CASES_1_4 = pipewireCases("trixie").map(({ name }) => name);
const CASES_0_3 = pipewireCases("bookworm").map(({ name }) => name);

/** All of them, in the order of the table. */
export function suitesOf({ read }: Sources): readonly Suite[] {
  const runs = new Runs(read(".ci/run"), read("deno.json"));
  const inCall = `${runs.of("test:alone")}; Firefox: ${runs.of("test:firefox")}`;
  const native = `${runs.of("test:native")}; AArch64: ${runs.of("test:aarch64")}`;
  const quickOnPipewire = listIn(read("scripts/pipewire/test_pipewire.ts"), "QUICK");
  const onWindows = (name: string) => listIn(read("scripts/windows/test_windows.ts"), name);
  const underLoad = onWindows("LOAD");
  const underWine = [...onWindows("WHOLE"), ...underLoad];
  const onAarch64 = listIn(read("scripts/test_aarch64.ts"), "TESTS");
  return [
    {
      where: "On Linux with PulseAudio",
      holds: isIn("tests/e2e/alone"),
      names: namesWith({ "one.name": QUICK_CASES.map(({ name }) => name) }),
      when: (file) => basename(file) === "call_test.ts" ? inCall : runs.of("test:alone"),
    },
    {
      where: "On Linux with PipeWire 1.4 and 0.3.65",
      holds: isIn("tests/pipewire"),
      names: namesWith({ "one.name": [...new Set([...CASES_1_4, ...CASES_0_3])] }),
      when: (file, name) => {
        const only = onlyRelease(name);
        const isQuick = quickOnPipewire.includes(basename(file)) && only !== "0.3.65";
        const when = runs.of("test:pipewire", isQuick);
        if (only !== undefined) return `${when}: ${only} only`;
        const whole = runs.of("test:pipewire", false);
        return when === whole ? when : `${when}: 1.4; ${whole}: both`;
      },
    },
    {
      where: "Which glibc is needed, by the symbols",
      holds: is("tests/scripts/build/glibc_floor_test.ts"),
      names: namesWith({ OLDEST_GLIBC: [OLDEST_GLIBC] }),
      when: () => runs.of("test:unit"),
    },
    {
      where: "On a Debian 11, 12 and 13 that have a shell and nothing else",
      holds: is("scripts/bare/bare.ts"),
      names: (source) => propertiesInList(source, "WITHOUT_SOUND", "what"),
      when: () => runs.of("test:bare"),
    },
    {
      where: "On a Debian 11, 12 and 13 with libpulse0, and a virtual sound card",
      holds: is("scripts/bare/bare.ts"),
      names: (source) => propertiesInList(source, "WITH_SOUND", "what"),
      when: () => runs.of("test:bare"),
    },
    {
      where: "The C library, under sanitizers, and on AArch64 under qemu",
      holds: (file) => {
        return file.startsWith("tests/native/") && file.endsWith("_test.c") &&
          read("scripts/test_native.ts").includes(basename(file, ".c"));
      },
      names: cTestNames,
      when: () => native,
      // There is no libpulse for another processor.
      exceptions: { "lists a stream while it runs": runs.of("test:native") },
    },
    {
      where: AARCH64,
      holds: is("scripts/test_aarch64.ts"),
      names: (source) => propertiesIn(source, "name"),
      when: () => runs.of("test:aarch64"),
    },
    {
      where: AARCH64,
      // The others are about numbers and bytes alone.
      holds: (file) => file.startsWith("tests/ffi/") && onAarch64.includes(file),
      names: namesWith(),
      when: () => runs.of("test:aarch64"),
    },
    {
      where: "As a Windows program, under Wine",
      holds: (file) => underWine.includes(file) || isIn("tests/windows")(file),
      names: namesWith(),
      when: (file) => runs.of("test:windows", !underLoad.includes(file)),
      note:
        "In `wasapi_test.ts` doubles replace WASAPI's methods: Wine has no privacy settings, no meters.",
      // Wine shows a program no other program's sessions, so that this test does nothing there.
      exceptions: {
        "a stream that records is listed with its process, and no longer": "never: Wine cannot",
      },
    },
    {
      where: MACOS,
      holds: is("scripts/macos/test_macos.ts"),
      names: (source) => propertiesIn(source, "name"),
      when: () => runs.of("test:macos"),
    },
    {
      where: MACOS,
      holds: is("scripts/macos/checks.ts"),
      names: (source) => propertiesIn(source, "name"),
      when: () => runs.of("test:macos"),
    },
  ];
}

/** The release of PipeWire that a test is of alone: the one that its name says, or the one that has its case. */
function onlyRelease(name: string): "1.4" | "0.3.65" | undefined {
  const isCase = (each: string) => name.startsWith(`${each}: `);
  const isOf1 = name.includes("PipeWire 1.4") || CASES_1_4.some(isCase) && !CASES_0_3.some(isCase);
  const isOf0 = name.includes("0.3.65");
  if (isOf1 === isOf0) return undefined;
  return isOf1 ? "1.4" : "0.3.65";
}

function namesWith(values?: Values): (source: string) => string[] {
  return (source) => testNames(source, values);
}

function is(path: string): (file: string) => boolean {
  return (file) => file === path;
}

function isIn(folder: string): (file: string) => boolean {
  return (file) => file.startsWith(`${folder}/`) && file.endsWith("_test.ts");
}
