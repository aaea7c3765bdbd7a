/** What a session's journal keeps of the command line, for whoever has to finish the file. */
import { z } from "zod";
import type { JsonValue } from "../../capture/session/session_types.ts";
import {
  defaultTextOf,
  type OptionName,
  optionSchema,
  SOUND_OPTION_NAMES,
  type SoundOptions,
} from "../../cli/options/options.ts";

/** What is to become of a session. */
export interface SessionSettings {
  /** The finished file, and the spool as it was called while the session ran; absolute. */
  readonly out: string;
  readonly spool: string;
  readonly force: boolean;
  readonly keepStems: boolean;
  /** The file's date. */
  readonly startedAt: Date;
  readonly sound: SoundOptions;
}

/** What was typed, by option. */
export type TypedOptions = ReadonlyMap<OptionName, string | true>;

const settingsSchema = z.object({
  out: z.string().min(1),
  spool: z.string().min(1),
  force: z.boolean().catch(false),
  keepStems: z.boolean().catch(false),
  startedAt: z.iso.datetime(),
  sound: z.record(z.string(), z.unknown()).catch({}),
});

const { bitrate, quality, bits, channels, rate } = optionSchema.shape;
const { denoise, gate, gateDepth, normalize, trim } = optionSchema.shape;
/** Every one of SOUND_OPTION_NAMES: the compiler sees to that. */
const soundSchema = z.object({
  ...{ bitrate, quality, bits, channels, rate },
  ...{ denoise, gate, gateDepth, normalize, trim },
});

/** As plain data. The options of sound stand there as they would be typed, so that the reader checks them alike. */
export function journalSettings(
  settings: Omit<SessionSettings, "sound">,
  typed: TypedOptions,
): Record<string, JsonValue> {
  const sound: Record<string, string | true> = {};
  for (const name of SOUND_OPTION_NAMES) {
    const text = typed.get(name) ?? defaultTextOf(name);
    if (text !== undefined) sound[name] = text;
  }
  const { out, spool, force, keepStems, startedAt } = settings;
  return { out, spool, force, keepStems, startedAt: startedAt.toISOString(), sound };
}

/**
 * Reads them again.
 *
 * @param json of a journal, which may be damaged, or of another version of confrec
 * @returns undefined when they do not tell what file it was to be; a sound option that says nothing has its default
 */
export function readJournalSettings(
  json: Readonly<Record<string, JsonValue>>,
): SessionSettings | undefined {
  const { data } = settingsSchema.safeParse(json);
  if (data === undefined) return undefined;
  return { ...data, startedAt: new Date(data.startedAt), sound: soundOf(data.sound) };
}

/** Sound options as they are when nobody asks for anything. */
export function usualSound(): SoundOptions {
  return soundOf({});
}

function soundOf(texts: Readonly<Record<string, unknown>>): SoundOptions {
  const good: Record<string, unknown> = {};
  for (const name of SOUND_OPTION_NAMES) {
    const text = texts[name];
    if (optionSchema.shape[name].safeParse(text).success) good[name] = text;
  }
  return soundSchema.parse(good);
}
