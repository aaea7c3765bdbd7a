import { assertEquals } from "@std/assert";
import { resultOfFile } from "../../../cli/process/result_of_file.ts";
import { stemPathsOf } from "../../../meeting/output/output_path.ts";
import { ORDINARY_SOUND } from "../../../meeting/report/file_sound.ts";

Deno.test("of a recording that was split each file is noted, of another one its file", () => {
  const out = "/a.001.mp3";
  const output = { path: out, shown: out, format: "mp3", stemPaths: stemPathsOf(out) } as const;
  const report = {
    ...{ output, bytes: 2, seconds: 10, pauses: [], mutes: [], marks: [] },
    ...{ tracks: {}, stems: {}, faults: [], sound: ORDINARY_SOUND },
  };
  assertEquals(resultOfFile(report), { exitCode: 0, out });
  const paths = [out, "/a.002.mp3"];
  const parts = paths.map((path, i) => ({
    ...{ number: i + 1, atSeconds: 5 * i, seconds: 5, bytes: 1 },
    output: { ...output, path },
  }));
  assertEquals(resultOfFile({ ...report, parts }), { exitCode: 0, out, parts: paths });
});
