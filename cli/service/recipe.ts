/** What a service is made of, whatever starts it. */

/** The command that the service runs. */
export const SERVICE_COMMAND = "room";

/** The systems for which there are recipes. */
export const SERVICE_SYSTEMS = ["linux", "windows", "macos"] as const;

/** One of them. */
export type ServiceSystem = typeof SERVICE_SYSTEMS[number];

/** What is to run. */
export interface ServiceCall {
  /** The program and what belongs in front of its arguments. */
  readonly program: readonly string[];
  /** Its arguments, the command first. */
  readonly args: readonly string[];
  /** Where relative paths among them begin; absolute. */
  readonly folder: string;
  /** Whether it runs a program of the person's, which may need what confrec does not. */
  readonly runsOthers: boolean;
  /** The person, as Windows writes it; undefined for whoever installs it. */
  readonly user: string | undefined;
}

/** A file that describes the service. */
export interface RecipeFile {
  readonly name: string;
  readonly text: string;
}

/** Text as XML wants it. */
export function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text.replaceAll(/[&<>"]/g, (letter) => `&${names[letter]};`);
}
