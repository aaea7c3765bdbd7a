/** What is recorded where what was asked for cannot be: by a person who is told, and in a room where nobody is. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DeviceChoiceError } from "../../../capture/source/device_choice.ts";
import { chooseTracks } from "../../../meeting/prepare/choose_tracks.ts";
import { type MeetingInput, meetingSchema } from "../../../meeting/settings/meeting_settings.ts";
import { readSettings } from "../../../meeting/settings/read_settings.ts";
import { DEVICES } from "../../cli/fake_recording.ts";

const CASES: readonly [string, Partial<MeetingInput>, RegExp, string | undefined][] = [
  ["a name that several microphones have", { mic: "usb mic" }, /Cannot tell which/, "usb mic"],
  ["a monitor that is not there", { monitor: "headset" }, /"headset".*without$/, undefined],
  ["a monitor that would be recorded", { monitor: "default" }, /twice.*without$/, undefined],
];

for (const [what, more, trouble, asked] of CASES) {
  Deno.test(`${what} is refused to a person, and costs a room nothing else`, async () => {
    const input = { out: "m.mp3", waitForDevices: true, ...more };
    const settings = readSettings(meetingSchema, input);
    const list = () => Promise.resolve(DEVICES);
    await assertRejects(() => chooseTracks(settings, list), DeviceChoiceError);
    const troubles: string[] = [];
    const { mic, system } = await chooseTracks(settings, list, (one) => troubles.push(one));
    assertEquals([troubles.length, system?.kind], [1, "device"]);
    assertMatch(troubles[0] ?? "", trouble);
    assertEquals(mic?.kind === "device" ? mic.asked : "none", asked);
  });
}

Deno.test("a spare microphone whose name several have is waited for in a room", async () => {
  const input = { out: "m.mp3", mic: "usb mic a", micFallback: "usb", waitForDevices: true };
  const settings = readSettings(meetingSchema, input);
  const troubles: string[] = [];
  const list = () => Promise.resolve(DEVICES);
  const { mic } = await chooseTracks(settings, list, (one) => troubles.push(one));
  assertEquals([troubles.length, mic?.kind === "device" && mic.spare?.asked], [1, "usb"]);
});
