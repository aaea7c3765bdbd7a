/** What a session's journal keeps of its settings, for whoever has to finish the file. */
import { z } from "zod";
import type { JsonValue } from "../../capture/session/session_types.ts";
import { SOUND_NAMES, soundSchema, type SoundSettings } from "./sound_settings.ts";

/** What is to become of a session. */
export interface SessionSettings {
  /** The finished file, and the spool as it was called while the session ran; absolute. */
  readonly out: string;
  readonly spool: string;
  readonly force: boolean;
  readonly keepStems: boolean;
  /** The file's date. */
  readonly startedAt: Date;
  readonly sound: SoundSettings;
}

const settingsSchema = z.object({
  out: z.string().min(1),
  spool: z.string().min(1),
  force: z.boolean().catch(false),
  keepStems: z.boolean().catch(false),
  startedAt: z.iso.datetime(),
  sound: z.record(z.string(), z.unknown()).catch({}),
});

/**
 * As plain data.
 *
 * @param input the settings as they were given: those of sound are journalled so, and the reader checks them alike
 */
export function journalSettings(
  settings: Omit<SessionSettings, "sound">,
  input: Readonly<Record<string, unknown>>,
): Record<string, JsonValue> {
  const sound: Record<string, JsonValue> = {};
  for (const name of SOUND_NAMES) {
    const given = input[name] ?? defaultOf(name);
    if (given !== undefined) sound[name] = given as JsonValue;
  }
  const { out, spool, force, keepStems, startedAt } = settings;
  return { out, spool, force, keepStems, startedAt: startedAt.toISOString(), sound };
}

/** A default that a later version may change stands in the journal, too. */
function defaultOf(name: keyof SoundSettings): unknown {
  const schema = soundSchema.shape[name];
  return schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined;
}

/**
 * Reads them again.
 *
 * @param json of a journal, which may be damaged, or of another version of confrec
 * @returns undefined when they do not tell what file it was to be; a sound setting that says nothing has its default
 */
export function readJournalSettings(
  json: Readonly<Record<string, JsonValue>>,
): SessionSettings | undefined {
  const { data } = settingsSchema.safeParse(json);
  if (data === undefined) return undefined;
  return { ...data, startedAt: new Date(data.startedAt), sound: soundOf(data.sound) };
}

function soundOf(given: Readonly<Record<string, unknown>>): SoundSettings {
  const good: Record<string, unknown> = {};
  for (const name of SOUND_NAMES) {
    const isGood = given[name] !== undefined &&
      soundSchema.shape[name].safeParse(given[name]).success;
    if (isGood) good[name] = given[name];
  }
  return soundSchema.parse(good);
}
