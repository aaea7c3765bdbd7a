import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { systemdUnits, unitWord } from "../../../cli/service/systemd_units.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { HARD_CALL } from "./service_calls.ts";

/** Missing: systemd-analyze, in Debian's package systemd. */
/** The tool is systemd's own. */
const ignore = Deno.build.os !== "linux";

async function analyze(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command("systemd-analyze", {
    args,
    env: { XDG_RUNTIME_DIR: folder, SYSTEMD_COLORS: "0" },
  }).output();
  const [out = "", err = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

/** Writes both units, for a program that is there. */
function writeUnits(folder: string, runsOthers = false): string[] {
  Deno.mkdirSync(join(folder, "a b"));
  const call = { ...HARD_CALL, program: ["/bin/true"], folder: join(folder, "a b"), runsOthers };
  return systemdUnits(call).map(({ name, text }) => {
    Deno.writeTextFileSync(join(folder, name), text);
    return join(folder, name);
  });
}

Deno.test("in a command line nothing means anything but itself", () => {
  const cases: [string, string][] = [
    ["--out", "--out"],
    ["a b", '"a b"'],
    ["50%", "50%%"],
    ["$HOME", '"$$HOME"'],
    ['say "x"', '"say \\"x\\""'],
    ["a\\b", '"a\\\\b"'],
    ["", '""'],
    [";", '";"'],
  ];
  for (const [word, written] of cases) assertEquals(unitWord(word), written);
});

Deno.test("a unit waits for its devices and for its file, and is always started again", () => {
  const [unit] = systemdUnits(HARD_CALL);
  for (
    const line of [
      "Type=notify",
      "Restart=always",
      "KillMode=mixed",
      "TimeoutStartSec=infinity",
      "StartLimitIntervalSec=0",
      "WorkingDirectory=/home/a b/50%%",
      "RestrictAddressFamilies=AF_UNIX AF_NETLINK",
    ]
  ) assert(unit?.text.split("\n").includes(line), line);
  const [open] = systemdUnits({ ...HARD_CALL, runsOthers: true });
  assert(!open?.text.includes("RestrictAddressFamilies"), "rsync could send nothing");
});

Deno.test({
  name: "systemd-analyze verify finds nothing wrong with the units",
  ignore,
  fn: async () => {
    await withFolder(async (folder) => {
      const units = writeUnits(folder);
      const { code, err } = await analyze(folder, "verify", "--user", "--man=no", ...units);
      assertEquals([code, err], [0, ""]);
    });
  },
});

Deno.test({
  name: "systemd-analyze security finds the unit less exposed than one that nobody has hardened",
  ignore,
  fn: async () => {
    await withFolder(async (folder) => {
      const [unit = ""] = writeUnits(folder);
      const { out } = await analyze(folder, "security", "--user", "--offline=true", unit);
      const exposure = Number(/Overall exposure level for [^:]*: ([\d.]+)/.exec(out)?.[1]);
      assertMatch(out, /NoNewPrivileges=/);
      assert(exposure < 8, `it is ${exposure}`);
    });
  },
});
