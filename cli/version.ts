/** What this program is made of. */
import { readManifest, readNotices } from "../ffi/bundle/manifest.ts";

/** How the version is told. */
export interface VersionForm {
  /** With the version and licence of each part. */
  readonly verbose: boolean;
  /** As one JSON object. */
  readonly json: boolean;
}

/**
 * The version: `confrec 0.1.0`; with everything, a line for each part follows.
 *
 * @throws {Deno.errors.NotFound} from source, before `deno task build` has run
 */
export function versionText({ verbose, json }: VersionForm): string {
  const { confrec, target, components } = readManifest();
  const parts = [{ name: "Deno", version: Deno.version.deno, licence: "MIT" }, ...components];
  if (json) {
    const rest = verbose ? { target, licence: "MIT", components: parts } : {};
    return `${JSON.stringify({ confrec, ...rest })}\n`;
  }
  const lines = [`confrec ${confrec}`];
  if (verbose) {
    lines.push(`for ${target}, MIT`);
    lines.push(...parts.map(({ name, version, licence }) => `${name} ${version}, ${licence}`));
  }
  return `${lines.join("\n")}\n`;
}

/** The licence notices of everything inside, as plain text that ends with a line break. */
export function licenceNotices(): string {
  return `${readNotices().trimEnd()}\n`;
}
