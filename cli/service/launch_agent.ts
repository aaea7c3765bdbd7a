/** The agent for macOS' launchd (launchd.plist(5)). */
import { escapeXml, type RecipeFile, type ServiceCall } from "./recipe.ts";

/** What the agent is called. */
export const AGENT = "confrec.record";

/** An agent that runs while the person is logged on, and is started again whenever it ends. */
export function launchAgent({ program, args, folder }: ServiceCall): RecipeFile {
  const words = [...program, ...args].map((word) => `    <string>${escapeXml(word)}</string>`);
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${AGENT}</string>
  <key>ProgramArguments</key>
  <array>
${words.join("\n")}
  </array>
  <key>WorkingDirectory</key>
  <string>${escapeXml(folder)}</string>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>300</integer>
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>LimitLoadToSessionType</key>
  <string>Aqua</string>
  <key>Umask</key>
  <integer>63</integer>
</dict>
</plist>
`;
  return { name: `${AGENT}.plist`, text };
}
