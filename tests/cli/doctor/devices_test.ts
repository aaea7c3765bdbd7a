import { assertEquals, assertRejects } from "@std/assert";
import { listDevices } from "../../../capture/source/devices.ts";
import { devices } from "../../../cli/doctor/devices.ts";
import { parseArguments } from "../../../cli/parse_arguments.ts";
import { DeviceError } from "../../../ffi/device_error.ts";
import { fakeIo } from "../fake_io.ts";
import { DEVICES } from "../fake_recording.ts";

const find = () => Promise.resolve(listDevices(DEVICES, "linux"));

Deno.test("devices are listed for people by what they are for, defaults marked", async () => {
  const io = fakeIo();
  assertEquals(await devices(parseArguments(["devices"]).call, io, find), 0);
  assertEquals(
    io.stdout.text,
    `You: microphones (--mic)
  * USB Mic A
      in.a  48000 Hz, stereo
    USB Mic B
      in.b  48000 Hz, stereo

The call: what the computer plays (--system)
  * Speakers
      out.a  48000 Hz, stereo
`,
  );
});

Deno.test("devices are listed for programs, one a line", async () => {
  const io = fakeIo();
  await devices(parseArguments(["devices", "--json"]).call, io, find);
  assertEquals(io.stdout.lines.map((line) => JSON.parse(line)), [...await find()]);
});

Deno.test("a machine without any device is told apart from an empty list", async () => {
  const none = () => Promise.resolve([]);
  await assertRejects(
    () => devices(parseArguments(["devices"]).call, fakeIo(), none),
    DeviceError,
    "there are none",
  );
});
