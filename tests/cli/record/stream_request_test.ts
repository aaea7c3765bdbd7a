import { assertEquals, assertThrows } from "@std/assert";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { askedStream } from "../../../cli/record/stream_request.ts";
import { UserError } from "../../../meeting/ground/user_error.ts";

const PIPE = { isTerminal: false };

function asked(line: string, stdout = PIPE) {
  const { call } = parseArguments(line.split(" "), (_command, typed) => {
    return typed.has("out") ? typed : new Map([...typed, ["out", "meeting.mp3"]]);
  });
  return askedStream(call, stdout);
}

Deno.test("standard output is asked for alone, or beside a file, as MP3 or WAV", () => {
  assertEquals(asked("--out meeting.mp3"), undefined);
  assertEquals(asked("--out -"), { format: "mp3", isAlone: true, endsWithReader: false });
  assertEquals(asked("-o- --format wav"), { format: "wav", isAlone: true, endsWithReader: false });
  assertEquals(asked("--out a.wav --out -"), {
    format: "mp3",
    isAlone: false,
    endsWithReader: false,
  });
  assertEquals(asked("--out=- --out=a.mp3 --format wav"), {
    format: "wav",
    isAlone: false,
    endsWithReader: false,
  });
  assertEquals(asked("--out - --stop-with-reader")?.endsWithReader, true);
  assertEquals(asked("--out - --name talk.mp3"), {
    format: "mp3",
    isAlone: true,
    endsWithReader: false,
  });
});

const REFUSED: readonly (readonly [string, string])[] = [
  ["--out a.mp3 --format wav", "use --format alone: it is for --out -"],
  ["--out a.mp3 --name b.mp3", "use --name alone: it is for --out -"],
  ["--out - --json", "use --json with --out -: both go to standard output"],
  ["--out - --out a.mp3 --name b.mp3", "use --name with --out FILE: that is the file's name"],
  ["--out - --split 1h", "use --split with --out - alone: it is about a file; add --out FILE"],
  ["--out - --keep-stems", "use --keep-stems with --out - alone"],
  ["--out - --on-finish cat", "use --on-finish with --out - alone"],
  ["--out - --out -", "use --out twice: only one of them can hold"],
  ["--out a.mp3 --out b.mp3", "use --out twice: only one of them can hold"],
  ["mix --mic a.wav --out -", "use --out - with mix: only a recording goes to standard output"],
];

for (const [line, why] of REFUSED) {
  Deno.test(`"${line}" is refused with a reason`, () => {
    assertThrows(() => asked(line), UserError, `Cannot ${why}`);
  });
}

Deno.test("sound is not written to a terminal, which is told what to type", () => {
  assertThrows(
    () => asked("--out -", { isTerminal: true }),
    UserError,
    "Cannot write sound to a terminal: pipe it on",
  );
});
