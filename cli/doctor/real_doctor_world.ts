/** What the doctor looks at, as it really is. */
import { glanceAt } from "./glance.ts";
import { join } from "node:path";
import { probeDevice } from "./device_probe.ts";
import type { DeviceChoice } from "../../capture/source/source.ts";
import { AudioContext } from "../../ffi/audio_context.ts";
import { AudioLibrary } from "../../ffi/audio_library.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { placesLeft, unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { platform } from "../../ffi/system/platform.ts";
import { userCacheFolder } from "../../ffi/system/private_folder.ts";
import { SilenceStream } from "../../ffi/silence_stream.ts";
import { encode } from "../../post/encode/encode.ts";
import type { DoctorWorld } from "./doctor_world.ts";

/** How long a device is listened to, seconds: an idle one may take two to wake up. */
const PROBE_SECONDS = 2;
/** The same for those that are not going to be recorded. */
const GLANCE_SECONDS = 0.5;
/** How long an output may take to ask for its first sound, ms. */
const SILENCE_MS = 3_000;
const LOOK_MS = 50;
const RATE_HZ = 48_000;

/** This machine. */
export const realDoctorWorld: DoctorWorld = {
  unpack: unpackEmbedded,
  cacheFolder: () => {
    if (!Deno.build.standalone) return undefined;
    return userCacheFolder() ?? "";
  },
  placesLeft,
  notesFolder: () => userCacheFolder(),
  server: (libraryPath) => {
    using library = AudioLibrary.open(libraryPath);
    using context = new AudioContext(library);
    return { backend: context.backend, devices: context.devices() };
  },
  probe: async (track, choice, libraryPath) => {
    const folder = Deno.makeTempDirSync({ prefix: "confrec-doctor-" });
    try {
      const spoolFolder = join(folder, "probe.confrec");
      return await probeDevice({
        ...{ track, choice, libraryPath, spoolFolder },
        seconds: PROBE_SECONDS,
      });
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
  glance: async (choices, libraryPath) => {
    using library = AudioLibrary.open(libraryPath);
    return await glanceAt(library, choices, GLANCE_SECONDS);
  },
  playSilence,
  encode: async (ffmpegPath) => {
    const silence = new Float32Array(RATE_HZ);
    const settings = { rateHz: RATE_HZ, channels: 2, rate: { bitrateKbps: 128 } } as const;
    const bytes = await encode(() => [silence], { ...settings, ffmpegPath, stallSeconds: 20 });
    return bytes.length;
  },
  missingPermissions: async () => {
    const names = ["read", "write", "run", "ffi", "env", "sys"] as const;
    const states = await Promise.all(names.map((name) => Deno.permissions.query({ name })));
    return names.filter((_, i) => states[i]?.state !== "granted");
  },
  freeBytes: (folder) => platform.freeBytes(folder),
};

async function playSilence(choice: DeviceChoice, libraryPath: string): Promise<void> {
  using library = AudioLibrary.open(libraryPath);
  using context = new AudioContext(library);
  using stream = new SilenceStream(context, { ...choice.silence, name: choice.name });
  stream.start();
  for (let waited = 0; waited < SILENCE_MS; waited += LOOK_MS) {
    if (stream.status().lastCallbackNs > 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new DeviceError(
    "failed",
    `Cannot play silence on ${choice.name}: it asks for no sound; the recording is right without ` +
      "it, but an output that sleeps may be heard late",
  );
}
