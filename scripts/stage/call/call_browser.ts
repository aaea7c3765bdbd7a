/** Browsers that hold a call: without a window, without asking anybody, and without false devices. */
import { join } from "node:path";

/** One of them, as Debian has it. */
export interface CallBrowser {
  /** What is to be installed, and the program in it. */
  readonly program: string;
  /** How its streams are named at the sound server. */
  readonly name: string;
  /** Prepares a new profile; gives the arguments that open it, to which an address is added. */
  readonly prepare: (profile: string) => Promise<readonly string[]>;
}

/** Preferences of Firefox that concern a call. Whoever has given a page the microphone has allowed it to play. */
const PREFERENCES = {
  "media.navigator.permission.disabled": true,
  // A machine may be without a network.
  "media.peerconnection.ice.loopback": true,
};

/** Those that have been tried. */
export const CALL_BROWSERS = {
  chromium: {
    program: "chromium",
    name: "Chromium",
    prepare: (profile) =>
      Promise.resolve([
        ...["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"],
        ...["--disable-background-networking", "--disable-component-update"],
        ...["--disable-extensions", "--use-fake-ui-for-media-stream"],
        ...["--autoplay-policy=no-user-gesture-required", `--user-data-dir=${profile}`],
      ]),
  },
  firefox: {
    program: "firefox-esr",
    name: "Firefox",
    prepare: async (profile) => {
      const lines = Object.entries(PREFERENCES).map(([name, value]) =>
        `user_pref("${name}", ${value});\n`
      );
      await Deno.writeTextFile(join(profile, "user.js"), lines.join(""));
      // Nobody steers it by that port. But where there is one, it neither updates itself nor greets nor reports.
      return ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile];
    },
  },
} satisfies Record<string, CallBrowser>;

/**
 * The browser of a name, such as `firefox`.
 *
 * @throws {RangeError} when there is none
 */
export function callBrowser(name: string): CallBrowser {
  const found = Object.entries(CALL_BROWSERS).find(([each]) => each === name)?.[1];
  if (found) return found;
  const names = Object.keys(CALL_BROWSERS).join(", ");
  throw new RangeError(`Cannot hold a call in ${name}: it is none of ${names}`);
}
