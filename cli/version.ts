/** What this program is made of. */
import { readManifest, readNotices } from "../ffi/bundle/manifest.ts";

/**
 * One line for each part: its version and licence.
 *
 * @throws {Deno.errors.NotFound} from source, before `deno task build` has run
 */
export function versionText(): string {
  const { confrec, target, components } = readManifest();
  const parts = [
    { name: "confrec", version: confrec, licence: `MIT (${target})` },
    { name: "Deno", version: Deno.version.deno, licence: "MIT" },
    ...components,
  ];
  const lines = parts.map(({ name, version, licence }) => `${name} ${version}, ${licence}`);
  return `${lines.join("\n")}\n`;
}

/** The licence notices of everything inside, as plain text that ends with a line break. */
export function licenceNotices(): string {
  return `${readNotices().trimEnd()}\n`;
}
