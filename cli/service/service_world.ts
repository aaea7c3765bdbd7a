/** What installing a service needs of the world outside; tests give another. */
import { fileURLToPath } from "node:url";
import { isAbsolute } from "node:path";
import { messageOf } from "../../ffi/system/message_of.ts";
import { platform } from "../../ffi/system/platform.ts";
import { userCacheFolder } from "../../ffi/system/private_folder.ts";
import { variable } from "../../ffi/system/variable.ts";
import { typedPath } from "../../meeting/ground/typed_path.ts";
import { root } from "../../root.ts";
import type { ServicePlaces } from "./managers.ts";
import type { ServiceSystem } from "./recipe.ts";

/** How a program ended. */
export interface StepResult {
  readonly success: boolean;
  /** What it wrote, both outputs. */
  readonly text: string;
}

/** What is needed of it. */
export interface ServiceWorld {
  readonly system: ServiceSystem;
  places(): ServicePlaces;
  /** The person, as Windows writes it. */
  user(): string | undefined;
  /** The working folder. */
  folder(): string;
  /** Never rejects. */
  run(words: readonly string[]): Promise<StepResult>;
}

/** This machine. */
export const realServiceWorld: ServiceWorld = {
  system: platform.family,
  places: () => {
    const config = variable("XDG_CONFIG_HOME");
    return {
      home: platform.homeFolder(variable),
      config: config !== undefined && isAbsolute(config) ? config : undefined,
      cache: userCacheFolder(),
      uid: Deno.uid() ?? undefined,
      program: ownCommand(),
    };
  },
  user: () => {
    const [domain, name] = [variable("USERDOMAIN"), variable("USERNAME")];
    const isKnown = platform.family === "windows" && domain !== undefined && name !== undefined;
    return isKnown ? `${domain}\\${name}` : undefined;
  },
  folder: () => typedPath("."),
  run: async ([command = "", ...args]) => {
    try {
      const how = { args, stdin: "null", stdout: "piped", stderr: "piped" } as const;
      const { success, stdout, stderr } = await new Deno.Command(command, how).output();
      const texts = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
      return { success, text: texts.filter((text) => text !== "").join("\n") };
    } catch (error) {
      const isMissing = error instanceof Deno.errors.NotFound;
      return { success: false, text: isMissing ? `there is no ${command}` : messageOf(error) };
    }
  },
};

/** How this confrec was started, without its arguments. */
function ownCommand(): readonly string[] {
  if (Deno.build.standalone) return [Deno.execPath()];
  return [Deno.execPath(), "run", "-A", "--quiet", fileURLToPath(new URL("main.ts", root))];
}
