/** What a session's journal keeps of its settings, for whoever has to finish the file. */
import * as z from "zod";
import type { JsonValue } from "../../capture/session/session_types.ts";
import { fileSchema, type FileSettings } from "./file_settings.ts";
import { soundSchema, type SoundSettings } from "./sound_settings.ts";

/** What is to become of a session. */
export interface SessionSettings {
  /** The finished file, and the spool as it was called while the session ran; absolute. */
  readonly out: string;
  readonly spool: string;
  readonly force: boolean;
  readonly keepStems: boolean;
  /** The file's date. */
  readonly startedAt: Date;
  /** Where it begins in the recording, seconds: that is split, or may be. */
  readonly partAtSeconds?: number | undefined;
  readonly sound: SoundSettings;
  /** What the file says of itself, and what goes beside it. */
  readonly file: FileSettings;
}

const settingsSchema = z.object({
  out: z.string().min(1),
  spool: z.string().min(1),
  force: z.boolean().catch(false),
  keepStems: z.boolean().catch(false),
  startedAt: z.iso.datetime(),
  partAtSeconds: z.number().nonnegative().optional().catch(undefined),
  sound: z.record(z.string(), z.unknown()).catch({}),
  file: z.record(z.string(), z.unknown()).catch({}),
});

/**
 * As plain data.
 *
 * @param input the settings as they were given: those of sound and of the file are journalled so, and the reader checks
 *   them alike
 */
export function journalSettings(
  settings: Omit<SessionSettings, "sound" | "file">,
  input: Readonly<Record<string, unknown>>,
): Record<string, JsonValue> {
  const sound = journalled(soundSchema, input);
  const file = journalled(fileSchema, input);
  const { out, spool, force, keepStems, startedAt, partAtSeconds } = settings;
  return {
    ...{ out, spool, force, keepStems, startedAt: startedAt.toISOString() },
    ...(partAtSeconds === undefined ? {} : { partAtSeconds }),
    ...{ sound, file },
  };
}

/** A default that a later version may change stands in the journal, too. */
function journalled(
  { shape }: z.ZodObject,
  input: Readonly<Record<string, unknown>>,
): Record<string, JsonValue> {
  const settings: Record<string, JsonValue> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const usual = schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined;
    const given = input[name] ?? usual;
    if (given !== undefined) settings[name] = given as JsonValue;
  }
  return settings;
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
  return {
    ...data,
    startedAt: new Date(data.startedAt),
    sound: soundSchema.parse(goodOf(soundSchema, data.sound)),
    file: fileSchema.parse(goodOf(fileSchema, data.file)),
  };
}

/** Those that can be used. */
function goodOf(
  { shape }: z.ZodObject,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = Object.keys(shape).filter((name) => {
    return given[name] !== undefined && shape[name]?.safeParse(given[name]).success;
  });
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}
