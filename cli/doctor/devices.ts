/** `confrec devices`: what can be recorded. */
import { plainText } from "../../meeting/ground/plain_line.ts";
import type { CommandCall } from "../options/command.ts";
import { listDevices, type ListedDevice, queryDevices } from "../../capture/source/devices.ts";
import { DeviceError } from "../../ffi/device_error.ts";
import { unpackEmbedded } from "../../ffi/bundle/embedded.ts";
import { channelCount } from "../../meeting/ground/figures.ts";
import type { Io } from "../terminal/io.ts";

/**
 * Lists microphones and speakers: for people, or with `--json` one object a line.
 *
 * @param find where the list comes from; tests have another
 * @throws {DeviceError} when there is no sound server, or nothing on it
 */
export async function devices(
  call: CommandCall<"json" | "help">,
  io: Io,
  find: () => Promise<readonly ListedDevice[]> = findDevices,
): Promise<number> {
  const list = await find();
  if (list.length === 0) {
    throw new DeviceError("missing", "Cannot list devices: there are none; connect one");
  }
  io.stdout.write(call.options.json ? jsonLines(list) : forPeople(list));
  return 0;
}

async function findDevices(): Promise<readonly ListedDevice[]> {
  return listDevices(queryDevices(await unpackEmbedded("confrec_audio")));
}

function jsonLines(list: readonly ListedDevice[]): string {
  return list.map((device) => `${JSON.stringify(device)}\n`).join("");
}

function forPeople(list: readonly ListedDevice[]): string {
  return [
    section("You: microphones (--mic)", list.filter(({ track }) => track === "mic")),
    section(
      "The call: what the computer plays (--system)",
      list.filter(({ track }) => track === "system"),
    ),
  ].join("\n");
}

function section(title: string, list: readonly ListedDevice[]): string {
  const rows = list.map(({ id, name, isDefault, rateHz, channels }) => {
    const facts = `${plainText(id)}  ${rateHz} Hz, ${channelCount(channels)}`;
    return `  ${isDefault ? "*" : " "} ${plainText(name)}\n      ${facts}\n`;
  });
  return `${title}\n${rows.length === 0 ? "    none\n" : rows.join("")}`;
}
