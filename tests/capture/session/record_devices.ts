/**
 * Records this machine's default devices into a spool, for tests that need a sound server of their own.
 *
 *     record_devices.ts SPOOL SECONDS
 *
 * Prints every event, then the report, as one JSON object a line. Infinite levels become null.
 */
import { chooseSource } from "../../../capture/source/device_choice.ts";
import { queryDevices } from "../../../capture/source/devices.ts";
import { Session } from "../../../capture/session/session.ts";
import { Spool } from "../../../capture/spool/spool.ts";
import { unpackEmbedded } from "../../../ffi/bundle/embedded.ts";

const [folder = "", seconds = "3"] = Deno.args;
const libraryPath = await unpackEmbedded("confrec_audio");
const devices = queryDevices(libraryPath);
const mic = chooseSource("mic", undefined, () => devices);
const system = chooseSource("system", undefined, () => devices);
using spool = await Spool.create(folder);
const session = await Session.start({
  rateHz: 48_000,
  tracks: { ...(mic && { mic }), ...(system && { system }) },
  spool,
  libraryPath,
  pace: 1,
  durationSeconds: Number(seconds),
  onEvent: (event) => console.log(JSON.stringify(event)),
});
const ended = await session.ended;
const memory = Deno.memoryUsage();
const report = await session.stop();
console.log(JSON.stringify({ type: "report", ended, report, rss: memory.rss, devices }));
await session.closed;
