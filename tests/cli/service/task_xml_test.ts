import { assertEquals, assertMatch } from "@std/assert";
import { taskXml, utf16, windowsWord } from "../../../cli/service/task_xml.ts";
import { HARD_CALL } from "./service_calls.ts";

/** Programs take a command line apart so (CommandLineToArgvW); written from Microsoft's description. */
function argv(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const [slashes = ""] = /^\\*/.exec(line.slice(i)) ?? [];
    if (slashes !== "") {
      i += slashes.length;
      const isBeforeQuote = line[i] === '"';
      const half = Math.floor(slashes.length / 2);
      word = (word ?? "") + "\\".repeat(isBeforeQuote ? half : slashes.length);
      if (isBeforeQuote && slashes.length % 2 === 1) word += '"';
      else i--;
    } else if (line[i] === '"') {
      isQuoted = !isQuoted;
      word ??= "";
    } else if (line[i] === " " && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + line[i];
  }
  return word === undefined ? words : [...words, word];
}

Deno.test("every word arrives as it was meant, whatever is in it", () => {
  const words = [
    "a",
    "a b",
    "",
    'say "x"',
    "C:\\x y\\",
    "\\\\server\\s p",
    'a\\"b',
    'end\\\\"',
    "\\",
  ];
  assertEquals(argv(words.map(windowsWord).join(" ")), words);
});

Deno.test("the file is UTF-16 with a mark", () => {
  assertEquals([...utf16("é<")], [0xff, 0xfe, 0xe9, 0, 0x3c, 0]);
});

Deno.test("without a name the task is of whoever installs it", () => {
  assertEquals(taskXml({ ...HARD_CALL, user: undefined }).text.includes("UserId"), false);
});

const READER = `
import sys, json, xml.etree.ElementTree as E
ns = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
t = E.fromstring(sys.stdin.buffer.read().decode("utf-16").replace('encoding="UTF-16"', ""))
def walk(e, path=""):
    for c in e:
        p = path + "/" + c.tag.replace(ns, "")
        yield p, (c.text or "").strip()
        yield from walk(c, p)
print(json.dumps([t.get("version"), list(walk(t))]))
`;

Deno.test({
  name: "an XML reader finds what the scheduler needs, in the order that its schema wants",
  // The tools are those of the machine that tests; Windows has none of them.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const child = new Deno.Command("python3", {
      args: ["-c", READER],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(utf16(taskXml(HARD_CALL).text));
    await writer.close();
    const { stdout } = await child.output();
    const [version, rows] = JSON.parse(new TextDecoder().decode(stdout)) as [
      string,
      [string, string][],
    ];
    const found = new Map(rows);
    assertEquals(version, "1.2");
    assertEquals([...found.keys()].filter((path) => path.split("/").length === 2), [
      ...["/RegistrationInfo", "/Triggers", "/Principals", "/Settings", "/Actions"],
    ]);
    // A trigger is a sequence: Enabled, StartBoundary, Repetition; then what is its own.
    assertEquals([...found.keys()].filter((path) => path.startsWith("/Triggers/")), [
      ...["/Triggers/LogonTrigger", "/Triggers/LogonTrigger/Enabled"],
      ...["/Triggers/LogonTrigger/UserId", "/Triggers/TimeTrigger"],
      ...["/Triggers/TimeTrigger/Enabled", "/Triggers/TimeTrigger/StartBoundary"],
      ...["/Triggers/TimeTrigger/Repetition", "/Triggers/TimeTrigger/Repetition/Interval"],
      "/Triggers/TimeTrigger/Repetition/StopAtDurationEnd",
    ]);
    for (
      const [path, text] of [
        ["/Triggers/LogonTrigger/UserId", "ROOM-7\\Ann & Bob"],
        ["/Principals/Principal/LogonType", "InteractiveToken"],
        ["/Settings/MultipleInstancesPolicy", "IgnoreNew"],
        ["/Settings/DisallowStartIfOnBatteries", "false"],
        ["/Settings/StopIfGoingOnBatteries", "false"],
        ["/Settings/ExecutionTimeLimit", "PT0S"],
        ["/Settings/Priority", "5"],
        ["/Actions/Exec/Command", "/opt/our tools/confrec"],
        ["/Actions/Exec/WorkingDirectory", "/home/a b/50%"],
      ] as const
    ) assertEquals(found.get(path), text, path);
    assertEquals(argv(found.get("/Actions/Exec/Arguments") ?? ""), HARD_CALL.args);
    assertMatch(found.get("/Triggers/TimeTrigger/Repetition/Interval") ?? "", /^PT1M$/);
  },
});
