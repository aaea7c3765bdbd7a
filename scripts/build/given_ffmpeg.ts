/** An ffmpeg that the person brings, for machines that cannot build one. */
import type { Ffmpeg } from "./ffmpeg.ts";
import type { Target } from "./targets.ts";
import { placeWhole } from "../project/place_whole.ts";
import { runTool } from "../project/tool.ts";

/**
 * Copies a ready ffmpeg to `path`, after a look at whether it can encode MP3.
 *
 * One for another platform cannot be run here: it is taken as it is.
 *
 * @throws {Error} when it is not there, does not run, or has no libmp3lame
 */
export async function takeGivenFfmpeg(
  given: string,
  path: string,
  target: Target,
): Promise<Ffmpeg> {
  try {
    await placeWhole(path, given);
    if (Deno.build.os !== "windows") await Deno.chmod(path, 0o755);
    if (target.triple !== Deno.build.target) {
      const notices = `FFmpeg as given by who built confrec: ${given}`;
      return { version: "given", licence: "LicenseRef-given", lame: undefined, notices };
    }
    if (!/\blibmp3lame\b/.test(await runTool(path, ["-hide_banner", "-encoders"]))) {
      throw new Error("it has no libmp3lame encoder");
    }
    const about = await runTool(path, ["-version"]);
    return {
      lame: undefined,
      version: /^ffmpeg version (\S+)/.exec(about)?.[1] ?? "given",
      licence: /--enable-nonfree/.test(about)
        ? "LicenseRef-nonfree"
        : `${/--enable-gpl/.test(about) ? "GPL" : "LGPL"}-${
          /--enable-version3/.test(about) ? "3.0" : /--enable-gpl/.test(about) ? "2.0" : "2.1"
        }-or-later`,
      notices: `${about}\n${await runTool(path, ["-hide_banner", "-L"])}`,
    };
  } catch (error) {
    throw new Error(
      `Cannot take ffmpeg from CONFREC_FFMPEG (${given}): ${(error as Error).message}`,
    );
  }
}
