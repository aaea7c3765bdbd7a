/** How each system's service manager is told of confrec: where its files are, and which programs are run for it. */
import { join } from "node:path";
import { AGENT, launchAgent } from "./launch_agent.ts";
import type { RecipeFile, ServiceCall, ServiceSystem } from "./recipe.ts";
import { systemdUnits, UNIT } from "./systemd_units.ts";
import { TASK, taskXml, utf16 } from "./task_xml.ts";

/** Where things are for this person; what is unknown is undefined. */
export interface ServicePlaces {
  /** The home folder, absolute. */
  readonly home: string | undefined;
  /** `XDG_CONFIG_HOME`, where that is absolute. */
  readonly config: string | undefined;
  /** The user's folder for what can be lost. */
  readonly cache: string | undefined;
  /** The user's number, where users have one. */
  readonly uid: number | undefined;
  /** How confrec is started. */
  readonly program: readonly string[];
}

/** Something to run. */
export interface Step {
  readonly words: readonly string[];
  /** It is no trouble when it fails: there may be nothing to do. */
  readonly mayFail?: boolean;
}

/** One system's manager. */
export interface Manager {
  /** Its files; the first is what it knows the service by. */
  files(call: ServiceCall): readonly RecipeFile[];
  /** Where they go. */
  folder(places: ServicePlaces): string | undefined;
  encode(text: string): Uint8Array<ArrayBuffer>;
  /** Once the files are there; done again they change nothing. */
  install(file: string, places: ServicePlaces): readonly Step[];
  /** Succeeds while it runs, or where only that is known, while it is installed. */
  status(places: ServicePlaces): Step;
  /** Whether that tells of running. */
  readonly knowsRunning: boolean;
  /** Before the files go: an open recording is finished first. */
  uninstall(places: ServicePlaces): readonly Step[];
  /** After they have gone. */
  readonly afterwards: readonly Step[];
  /** How who has changed the options has them used; a running recording is never interrupted for them. */
  readonly restart: string;
  /** What else a person may have to do. */
  readonly advice: string;
}

function inUtf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

const systemctl = (...words: string[]): Step => ({ words: ["systemctl", "--user", ...words] });

const linux: Manager = {
  files: systemdUnits,
  folder: ({ config, home }) => {
    const base = config ?? (home === undefined ? undefined : join(home, ".config"));
    return base === undefined ? undefined : join(base, "systemd", "user");
  },
  encode: inUtf8,
  // Without --no-block it would wait until the first sound is on the disk.
  install: () => [
    systemctl("daemon-reload"),
    systemctl("enable", UNIT),
    systemctl("start", "--no-block", UNIT),
  ],
  status: () => systemctl("is-active", UNIT),
  knowsRunning: true,
  uninstall: () => [systemctl("disable", "--now", UNIT)],
  afterwards: [systemctl("daemon-reload")],
  restart: `systemctl --user restart ${UNIT}`,
  advice: "to have it run before anybody has logged in: loginctl enable-linger",
};

const schtasks = (verb: string, ...more: string[]): Step => {
  return { words: ["schtasks", verb, "/TN", TASK, ...more] };
};
/** Or else the task would begin anew before it is deleted. */
const pause: Step = { ...schtasks("/Change", "/DISABLE"), mayFail: true };

const windows: Manager = {
  files: (call) => [taskXml(call)],
  folder: ({ cache }) => cache === undefined ? undefined : join(cache, "service"),
  encode: utf16,
  install: (file) => [schtasks("/Create", "/XML", file, "/F"), schtasks("/Run")],
  status: () => schtasks("/Query"),
  knowsRunning: false,
  // The scheduler's own way to end a task is a kill.
  uninstall: ({ program }) => [
    pause,
    { words: [...program, "stop"], mayFail: true },
    schtasks("/Delete", "/F"),
  ],
  afterwards: [],
  restart: "confrec stop",
  advice: "to end a recording use confrec stop: End in the Task Scheduler is a kill",
};

const macos: Manager = {
  files: (call) => [launchAgent(call)],
  folder: ({ home }) => home === undefined ? undefined : join(home, "Library", "LaunchAgents"),
  encode: inUtf8,
  install: (file, { uid = 0 }) => [
    // It fails when it is loaded already.
    { words: ["launchctl", "bootstrap", `gui/${uid}`, file], mayFail: true },
    { words: ["launchctl", "kickstart", `gui/${uid}/${AGENT}`] },
  ],
  status: ({ uid = 0 }) => ({ words: ["launchctl", "print", `gui/${uid}/${AGENT}`] }),
  knowsRunning: false,
  uninstall: ({ uid = 0 }) => [{ words: ["launchctl", "bootout", `gui/${uid}/${AGENT}`] }],
  afterwards: [],
  restart: "confrec service uninstall, then install",
  advice: "allow the microphone when the system asks",
};

/** All of them. */
export const MANAGERS: Readonly<Record<ServiceSystem, Manager>> = { linux, windows, macos };
