import { assertEquals } from "@std/assert";
import { nextMoment, parseTimeOfDay } from "../../../meeting/ground/time_of_day.ts";

Deno.test("a time of day has hours and minutes, and may have seconds", () => {
  assertEquals(parseTimeOfDay("17:30"), { hours: 17, minutes: 30, seconds: 0 });
  assertEquals(parseTimeOfDay("7:05:09"), { hours: 7, minutes: 5, seconds: 9 });
  assertEquals(parseTimeOfDay("00:00"), { hours: 0, minutes: 0, seconds: 0 });
  assertEquals(parseTimeOfDay("5pm"), { hours: 17, minutes: 0, seconds: 0 });
  assertEquals(parseTimeOfDay("12:30 AM"), { hours: 0, minutes: 30, seconds: 0 });
  for (
    const typed of [
      "",
      "17",
      "24:00",
      "17:60",
      "17:5",
      "13pm",
      "0am",
      "17:30:60",
      "1:2:3:4",
      "-1:00",
    ]
  ) {
    assertEquals(parseTimeOfDay(typed), undefined, typed);
  }
});

Deno.test("it is today's, or tomorrow's when it has been, at the end of a month too", () => {
  const halfPastFive = { hours: 17, minutes: 30, seconds: 0 };
  const at = (day: number, hours: number, minutes = 0) => new Date(2026, 10, day, hours, minutes);
  assertEquals(nextMoment(halfPastFive, at(21, 9)), at(21, 17, 30));
  assertEquals(nextMoment(halfPastFive, at(21, 17, 30)), at(22, 17, 30));
  assertEquals(nextMoment(halfPastFive, at(30, 18)), new Date(2026, 11, 1, 17, 30));
});

Deno.test({
  name: "where summer time begins or ends meanwhile, clocks show the time that was asked for",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const code = `
    import { nextMoment } from "${import.meta.resolve("../../../meeting/ground/time_of_day.ts")}";
    const time = { hours: 9, minutes: 0, seconds: 0 };
    for (const evening of [new Date(2026, 2, 28, 21), new Date(2026, 9, 24, 21)]) {
      const end = nextMoment(time, evening);
      console.log(end.getHours(), (end - evening) / 3_600_000);
    }
    const missing = nextMoment({ ...time, hours: 2, minutes: 30 }, new Date(2026, 2, 28, 21));
    console.log(missing.toISOString());
    for (const now of ["00:30", "00:50", "01:30", "01:50"]) {
      const soon = nextMoment({ hours: 2, minutes: 45, seconds: 0 }, new Date(\`2026-10-25T\${now}Z\`));
      console.log(soon.toISOString());
    }`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", "--ext=ts", code],
      env: { TZ: "Europe/Berlin" },
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trim().split("\n"), [
      "9 11",
      "9 13",
      "2026-03-29T01:30:00.000Z",
      // 02:45 comes twice that night.
      "2026-10-25T00:45:00.000Z",
      "2026-10-25T01:45:00.000Z",
      "2026-10-25T01:45:00.000Z",
      "2026-10-26T01:45:00.000Z",
    ]);
  },
});
