/** How a device that does not work is explained to a person: what failed, why, and what to try. */
import type { DeviceErrorKind } from "./device_error.ts";

/** What was being done, in the words of the message. */
export interface DeviceTask {
  /** After "Cannot", for example `open`. */
  readonly verb: string;
  readonly subject: "microphone" | "system sound" | "output" | "monitor" | "sound server";
  /** The device as the person knows it. */
  readonly name?: string | undefined;
}

/** Where PulseAudio's library looks for a server, and for whom. */
export interface ServerPlace {
  readonly user: string;
  readonly uid?: number | undefined;
  /** `XDG_RUNTIME_DIR` and `PULSE_SERVER`, where they are set. */
  readonly runtimeFolder?: string | undefined;
  readonly server?: string | undefined;
}

function serverPlace(): ServerPlace {
  const get = (name: string) => Deno.env.get(name) || undefined;
  let uid: number | undefined;
  try {
    uid = Deno.uid() ?? undefined;
  } catch {
    // Without the permission to ask the name has to do.
  }
  const user = get("USER") ?? get("LOGNAME") ?? (uid === 0 ? "root" : `number ${uid ?? "unknown"}`);
  return { user, uid, runtimeFolder: get("XDG_RUNTIME_DIR"), server: get("PULSE_SERVER") };
}

/** The option with which another device is chosen. */
const OPTION = {
  microphone: "--mic",
  "system sound": "--system",
  output: "--system",
  monitor: "--monitor",
  "sound server": "--mic file:PATH",
} as const satisfies Record<DeviceTask["subject"], string>;

/** What is said of a server for which `PULSE_PATIENCE_NS` was not enough. */
const HUNG =
  "has not answered for 5 s; restart it (systemctl --user restart pipewire-pulse, or pulseaudio -k)";

/**
 * The message of a DeviceError.
 *
 * @param kind why it failed
 * @param task what was being done
 * @param detail what the system said; shown only where the kind says nothing
 * @param os whose settings to name
 * @param place where a sound server is looked for; asked only when there is none
 */
export function deviceTrouble(
  kind: DeviceErrorKind,
  task: DeviceTask,
  detail: string,
  os: typeof Deno.build.os = Deno.build.os,
  place: () => ServerPlace = serverPlace,
): string {
  return `Cannot ${taskWords(task)}: ${deviceReason(kind, task, detail, os, place)}`;
}

/** What was being done, as it stands behind "Cannot". */
export function taskWords({ verb, subject, name }: DeviceTask): string {
  return `${verb} the ${name === undefined ? subject : `${subject} "${name}"`}`;
}

/** Why it failed, and what to try: the part of the message behind the colon. */
export function deviceReason(
  kind: DeviceErrorKind,
  { subject }: DeviceTask,
  detail: string,
  os: typeof Deno.build.os = Deno.build.os,
  place: () => ServerPlace = serverPlace,
): string {
  return subject === "sound server"
    ? serverTrouble(kind, detail, os, place)
    : troubleOf(kind, subject, detail, os);
}

function troubleOf(
  kind: DeviceErrorKind,
  subject: Exclude<DeviceTask["subject"], "sound server">,
  detail: string,
  os: typeof Deno.build.os,
): string {
  const another = `choose another device with ${OPTION[subject]}`;
  switch (kind) {
    case "busy":
      return `it is in use by another program; close that program or ${another}`;
    case "gone":
      return `it was unplugged, or the sound server stopped; plug it in again or ${another}`;
    case "denied":
      return `the system does not allow access to it; ${permit(os)}`;
    case "missing":
      return `there is no such device; "confrec devices" lists what there is`;
    case "unsupported":
      return subject === "system sound"
        ? `this sound system cannot record what it plays; ${
          os === "darwin"
            ? "install BlackHole, play into it, and"
            : "start PulseAudio or PipeWire, or"
        } name a device that hears it with --system`
        : `it cannot work in the way that was asked for (${detail}); ${another}`;
    case "failed":
      return `${detail}; try again, or ${another}`;
    case "hung":
      return `the sound server ${HUNG}`;
  }
}

function serverTrouble(
  kind: DeviceErrorKind,
  detail: string,
  os: typeof Deno.build.os,
  place: () => ServerPlace,
): string {
  if (kind === "failed") return `${detail}; try again`;
  if (kind === "hung") return `it ${HUNG}`;
  if (kind === "denied") return `the system does not allow access to it; ${permit(os)}`;
  if (os === "linux" && kind !== "gone") return noServer(place());
  const start = os === "linux"
    ? "start PulseAudio or PipeWire, and run confrec as the logged-in user; in cron or ssh set XDG_RUNTIME_DIR"
    : os === "windows"
    ? "start the service Windows Audio, and connect a sound device"
    : "connect a sound device";
  return `${kind === "gone" ? "it stopped" : "none was found"}; ${start}`;
}

/** A server is one user's; who is not that user, or does not know where its socket is, finds none. */
function noServer({ user, uid, runtimeFolder, server }: ServerPlace): string {
  const asUser = "run confrec as the user who is logged in";
  const start = "start PulseAudio or PipeWire as this user";
  if (server !== undefined) {
    return `none answers user ${user} at PULSE_SERVER=${server}; start PulseAudio or PipeWire there, or ` +
      "unset that variable";
  }
  if (runtimeFolder !== undefined) {
    return `none answers user ${user} in XDG_RUNTIME_DIR=${runtimeFolder}; ${start}, or ${asUser}`;
  }
  const folder = uid === undefined || uid === 0
    ? `/run/user/UID (UID is what "id -u" says for that user)`
    : `/run/user/${uid}`;
  return `none is found for user ${user}, and XDG_RUNTIME_DIR is not set, as in cron, ssh, sudo and ` +
    `system services; ${asUser}, with XDG_RUNTIME_DIR=${folder}`;
}

function permit(os: typeof Deno.build.os): string {
  switch (os) {
    case "windows":
      return 'in Settings, Privacy & security, Microphone, allow "desktop apps" to use it';
    case "darwin":
      return "allow it in System Settings, Privacy & Security, Microphone";
    default:
      return "run confrec as the person who is logged in at the screen";
  }
}
