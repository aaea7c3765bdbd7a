import { assertEquals, assertMatch } from "@std/assert";
import type { DeviceErrorKind } from "../../ffi/device_error.ts";
import { deviceTrouble, type ServerPlace } from "../../ffi/device_trouble.ts";

const KINDS: DeviceErrorKind[] = [
  ...["busy", "gone", "denied", "unsupported", "missing", "failed", "hung"] as const,
];
const SUBJECTS = ["microphone", "system sound", "output", "sound server"] as const;
const SYSTEMS = ["linux", "windows", "darwin"] as const;

Deno.test("a device in use is told with its name and the option that chooses another", () => {
  assertEquals(
    deviceTrouble("busy", { verb: "open", subject: "microphone", name: "Headset" }, "", "linux"),
    'Cannot open the microphone "Headset": it is in use by another program; ' +
      "close that program or choose another device with --mic",
  );
});

Deno.test("a device that is denied is told with the setting that allows it", () => {
  const task = { verb: "open", subject: "microphone" } as const;
  assertMatch(deviceTrouble("denied", task, "", "windows"), /Settings, Privacy & security/);
  assertMatch(deviceTrouble("denied", task, "", "darwin"), /System Settings/);
});

Deno.test("macOS is told how the system's sound can be recorded there", () => {
  const task = { verb: "open", subject: "system sound" } as const;
  assertMatch(deviceTrouble("unsupported", task, "", "darwin"), /BlackHole.*--system/);
});

Deno.test("what the system said is shown when nothing else is known", () => {
  assertMatch(
    deviceTrouble("failed", { verb: "open", subject: "output" }, "Ouch", "linux"),
    /: Ouch; try again/,
  );
});

Deno.test("every message says what cannot be done, why, and what to try, in one line", () => {
  for (const kind of KINDS) {
    for (const subject of SUBJECTS) {
      for (const os of SYSTEMS) {
        const message = deviceTrouble(kind, { verb: "open", subject }, "the reason", os);
        assertMatch(message, /^Cannot open the [a-z ]+: [^;\n]+; [^\n]+$/);
      }
    }
  }
});

Deno.test("without a sound server the user, the variable that says where it is, and what to do are named", () => {
  const told = (place: ServerPlace) =>
    deviceTrouble(
      "missing",
      { verb: "reach", subject: "sound server" },
      "",
      "linux",
      () => place,
    );
  assertEquals(
    told({ user: "kiosk", uid: 1001 }),
    "Cannot reach the sound server: none is found for user kiosk, and XDG_RUNTIME_DIR is not set, as " +
      "in cron, ssh, sudo and system services; run confrec as the user who is logged in, with " +
      "XDG_RUNTIME_DIR=/run/user/1001",
  );
  assertMatch(
    told({ user: "root", uid: 0 }),
    /user root.*XDG_RUNTIME_DIR=\/run\/user\/UID .*id -u/,
  );
  assertMatch(
    told({ user: "ann", uid: 1000, runtimeFolder: "/run/user/1000" }),
    /user ann in XDG_RUNTIME_DIR=\/run\/user\/1000; start PulseAudio or PipeWire/,
  );
  assertMatch(
    told({ user: "ann", uid: 1000, server: "unix:/nowhere" }),
    /user ann at PULSE_SERVER=unix:\/nowhere; /,
  );
});
