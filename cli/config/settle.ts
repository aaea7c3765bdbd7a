/** Which value of a setting holds: flags over the environment over the user's file over the machine's over defaults. */
import { formatOf } from "../../meeting/output/output_path.ts";
import { canDenoise, concerns } from "../../meeting/settings/programme_settings.ts";
import { flagOf } from "../../meeting/settings/read_settings.ts";
import { UserError } from "../../meeting/ground/user_error.ts";
import { nearestWord } from "../options/nearest_word.ts";
import type { OptionName } from "../options/options.ts";
import {
  isSameValue,
  isSwitch,
  keyOf,
  type SettingName,
  type SettingValue,
  switchOf,
  troubleWith,
  variableOf,
} from "../options/settings.ts";
import { type ConfigFile, type ConfigOwner, readConfigFile } from "./config_file.ts";
import type { ConfigPlace } from "./config_place.ts";

/** Where a value comes from. */
export type Origin =
  | { readonly from: "flag" }
  | { readonly from: "variable"; readonly variable: string }
  | {
    readonly from: ConfigOwner;
    readonly file: string;
    readonly line?: number | undefined;
    readonly profile?: string;
  };

/** A value that somebody has set. */
export interface Settled {
  readonly value: SettingValue;
  readonly origin: Origin;
}

/** What was found. */
export interface Configuration {
  /** The files that were looked for, the one that counts more first. */
  readonly files: readonly { readonly owner: ConfigOwner; path: string; isThere: boolean }[];
  readonly profile: string | undefined;
  /** What is not here has its default. */
  readonly settled: ReadonlyMap<SettingName, Settled>;
  readonly locked: ReadonlySet<SettingName>;
}

/** What stands on a command line. */
export type Typed = ReadonlyMap<OptionName, SettingValue>;

interface Layer {
  readonly isMachine: boolean;
  get(name: SettingName): Settled | undefined;
}

/**
 * Finds the values of some settings.
 *
 * @throws {UserError} of kind usage: a file, a variable or the profile is wrong, or a flag changes what is locked
 */
export function settle(
  names: readonly SettingName[],
  typed: Typed,
  place: ConfigPlace,
): Configuration {
  const { files, found } = readFiles(typed, place);
  const profile = wordOf("profile", typed, place);
  checkProfile(profile, found);
  const locked = new Set(found.flatMap((file) => [...file.locked]));
  const layers = [
    flags(typed),
    variables(place),
    ...found.flatMap((file) => [
      ...(profile === undefined ? [] : [section(file, profile)]),
      section(file),
    ]),
  ];
  const settled = new Map<SettingName, Settled>();
  for (const name of names) {
    const allowed = locked.has(name) ? layers.filter(({ isMachine }) => isMachine) : layers;
    const value = first(name, allowed);
    if (value !== undefined) settled.set(name, value);
    if (locked.has(name)) checkLocked(name, value, typed, found);
  }
  return { files, profile, settled, locked };
}

/** Of two that say different things about one, the nearer holds; where that depends on their values, it is asked. */
const RIVALS: readonly (readonly [
  one: SettingName,
  other: SettingName,
  clash?: (one: SettingValue, other: SettingValue) => boolean,
])[] = [
  ["bitrate", "quality"],
  ["duration", "until"],
  ["denoise", "rate", (denoise, rate) => denoise === true && !canDenoise(Number(rate))],
];

/** What says more about a microphone says nothing of a file, or of none. */
const OF_MICROPHONES = ["micFallback", "monitor"] as const;

/** What says more about another setting says nothing without it; that may be so where nobody speaks of it. */
const OF_OTHERS = [
  ["monitorGain", "monitor", undefined],
  ["preRoll", "startOnSpeech", false],
  ["gateDepth", "gate", "auto"],
] as const;

/**
 * The values that a command is to use: what came from afar gives way to what was said nearer, and to the file's format.
 *
 * A bit rate in a file must not stand in the way of `--quality`, nor of `--out talk.wav`; one that is locked gives way to
 * nothing.
 *
 * @throws {UserError} of kind usage: a flag says something else about what is locked
 */
export function usable(
  { settled, locked }: Pick<Configuration, "settled" | "locked">,
  out: SettingValue | undefined,
): Map<SettingName, Settled> {
  const used = new Map(settled);
  for (const [one, other, clash = () => true] of RIVALS) {
    const [first, second] = [settled.get(one), settled.get(other)];
    if (first === undefined || second === undefined) continue;
    if (!clash(first.value, second.value)) continue;
    const isFixed = locked.has(one) !== locked.has(other);
    const difference = isFixed
      ? (locked.has(one) ? -1 : 1)
      : distance(first.origin) - distance(second.origin);
    if (difference === 0) continue;
    const [kept, left] = difference < 0 ? [one, other] : [other, one];
    if (isFixed && settled.get(left)?.origin.from === "flag") {
      throw lockedFlag(left, `${keyOf(kept)} is locked in ${fileOf(settled.get(kept))}`);
    }
    used.delete(left);
  }
  const { value: mic = "default" } = settled.get("mic") ?? {};
  for (const name of OF_MICROPHONES) {
    const { value, origin } = settled.get(name) ?? {};
    const isVain = /^(none$|file:)/.test(String(mic)) || name === "micFallback" && value === mic;
    if (isVain && origin?.from !== "flag") used.delete(name);
  }
  for (const [one, other, usual] of OF_OTHERS) {
    const { value = usual } = used.get(other) ?? {};
    const isOff = ["undefined", "false", "none", "off"].includes(String(value).toLowerCase());
    if (isOff && settled.get(one)?.origin.from !== "flag") used.delete(one);
  }
  const format = formatOf(String(out ?? ""));
  for (const [name, { origin }] of settled) {
    const isFar = origin.from !== "flag" && format !== undefined;
    if (isFar && !concerns(name, format)) used.delete(name);
  }
  return used;
}

/** The higher, the less it counts. */
function distance(origin: Origin): number {
  const layer = ["flag", "variable", "user", "machine"].indexOf(origin.from);
  return 2 * layer + (origin.from === "flag" || "profile" in origin ? 0 : 1);
}

function first(name: SettingName, layers: readonly Layer[]): Settled | undefined {
  for (const layer of layers) {
    const settled = layer.get(name);
    if (settled !== undefined) return settled;
  }
  return undefined;
}

function flags(typed: Typed): Layer {
  return {
    isMachine: false,
    get: (name) => {
      const value = typed.get(name);
      return value === undefined ? undefined : { value, origin: { from: "flag" } };
    },
  };
}

function variables({ env }: ConfigPlace): Layer {
  return {
    isMachine: false,
    get: (name) => {
      const variable = variableOf(name);
      const text = env(variable);
      // Who sets a variable to nothing takes it away, in scripts as in units of systemd.
      if (text === undefined || text === "") return undefined;
      const value = isSwitch(name) ? switchOf(text) ?? text : text;
      const trouble = troubleWith(name, value);
      if (trouble === undefined) return { value, origin: { from: "variable", variable } };
      throw new UserError("usage", `Cannot use ${variable}="${text}": ${trouble}`);
    },
  };
}

function section(file: ConfigFile, profile?: string): Layer {
  const settings = profile === undefined ? file.settings : file.profiles.get(profile);
  return {
    isMachine: file.owner === "machine",
    get: (name) => {
      const value = settings?.get(name);
      return value === undefined ? undefined : {
        value,
        origin: {
          from: file.owner,
          file: file.path,
          ...(profile === undefined ? {} : { profile }),
          // Looked for only by who asks.
          get line(): number | undefined {
            return file.lineOf(name, profile);
          },
        },
      };
    },
  };
}

/** The files that there are, the user's first. */
function readFiles(typed: Typed, place: ConfigPlace) {
  const named = wordOf("config", typed, place);
  const wanted = [
    { owner: "user", path: named ?? place.userFile },
    { owner: "machine", path: place.machineFile },
  ] as const;
  const found: ConfigFile[] = [];
  const files: Configuration["files"][number][] = [];
  for (const { owner, path } of wanted) {
    if (path === undefined) continue;
    const file = readConfigFile(path, owner);
    if (file !== undefined) found.push(file);
    else if (owner === "user" && named !== undefined) {
      throw new UserError(
        "usage",
        `Cannot read the settings in ${path}: there is no such file; check its name`,
      );
    }
    files.push({ owner, path, isThere: file !== undefined });
  }
  return { files, found };
}

/** What a flag says, or else its variable. */
function wordOf(
  name: "config" | "profile",
  typed: Typed,
  { env }: ConfigPlace,
): string | undefined {
  const word = typed.get(name) ?? env(variableOf(name));
  return typeof word !== "string" || word === "" ? undefined : word;
}

function checkProfile(profile: string | undefined, found: readonly ConfigFile[]): void {
  if (profile === undefined) return;
  const there = new Set(found.flatMap(({ profiles }) => [...profiles.keys()]));
  if (there.has(profile)) return;
  const nearest = nearestWord(profile, [...there]);
  const hint = nearest !== undefined
    ? `did you mean ${nearest}?`
    : there.size > 0
    ? `there is ${[...there].join(", ")}`
    : `write [profile.${profile}] into ${found[0]?.path ?? "a file of settings"}`;
  throw new UserError(
    "usage",
    `Cannot use profile "${profile}": there is no such profile; ${hint}`,
  );
}

/** Who types a flag wants it to hold, so it is refused; variables and the user's file are passed over. */
function checkLocked(
  name: SettingName,
  settled: Settled | undefined,
  typed: Typed,
  found: readonly ConfigFile[],
): void {
  const value = typed.get(name);
  if (value === undefined) return;
  if (isSameValue(name, settled?.value, value)) return;
  const file = found.find(({ locked }) => locked.has(name))?.path ?? "";
  throw lockedFlag(name, `it is locked in ${file}`);
}

function lockedFlag(name: SettingName, why: string): UserError {
  return new UserError(
    "usage",
    `Cannot use ${flagOf(name)}: ${why}; leave it out, or ask who looks after this machine`,
  );
}

function fileOf(settled: Settled | undefined): string {
  return settled !== undefined && "file" in settled.origin ? settled.origin.file : "";
}
