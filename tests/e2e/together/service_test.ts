/** The installed service under a real systemd of its own: started, killed, hung, stopped, taken away. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { programCommand } from "../../../scripts/stage/program.ts";
import { withFolder } from "../../../scripts/stage/temporary_folder.ts";
import { decode } from "../../../scripts/stage/tones.ts";
import { hasUserManager, underUserManager } from "./user_manager.ts";
import { VirtualCard } from "../../../scripts/stage/virtual_card.ts";

/** Says each state that it waited for; what never came is `never`. */
const SCRIPT = `
cd "$MEETINGS"
systemctl --user set-environment PULSE_SERVER="$PULSE_SERVER" HOME="$HOME" XDG_CACHE_HOME="$XDG_CACHE_HOME"
has() {
  for n in $(seq 400); do
    systemctl --user show confrec -p "$1" --value | grep -q "$2" && { echo "$2"; return; }
    sleep 0.1
  done
  echo "never: $2"
}
main() { systemctl --user show confrec -p MainPID --value; }
files() {
  for n in $(seq 200); do
    [ "$(ls *.wav 2> /dev/null | wc -l)" = "$1" ] && { echo "$1 files"; return; }
    sleep 0.1
  done
  echo "never: $1 files"
}
$CONFREC service install -- --out '{time}.wav' --gate off > /dev/null || exit 1
has StatusText 'Waiting for a call'
parec --client-name=Meet --device=microphone > /dev/null &
call=$!
has StatusText Recording
kill -KILL $(main)
has NRestarts 1
has StatusText Recording
files 1
mkdir "$HOME/.config/systemd/user/confrec.service.d"
printf '[Service]\\nWatchdogSec=12s\\n' > "$HOME/.config/systemd/user/confrec.service.d/w.conf"
systemctl --user daemon-reload
systemctl --user restart confrec
files 2
has StatusText Recording
sleep 6
before=$(main)
kill -STOP $before
for n in $(seq 300); do
  [ "$(main)" != "$before" ] && [ "$(main)" != 0 ] && break
  sleep 0.1
done
has StatusText Recording
files 3
rm -r "$HOME/.config/systemd/user/confrec.service.d"
systemctl --user stop confrec
kill $call
files 4
systemctl --user show confrec -p ActiveState -p Result --value
$CONFREC service uninstall > /dev/null
echo "uninstalled: $?"
$CONFREC service status
`;

Deno.test({
  name: "the service runs under a real systemd: a kill and a hang restart it, and each is a file",
  ignore: !hasUserManager(),
  fn: async () => {
    await withFolder(async (folder) => {
      await using card = await VirtualCard.start({ prompt: true });
      const [home, meetings] = [join(folder, "home"), join(folder, "Meetings")];
      for (const each of [home, meetings]) Deno.mkdirSync(each);
      const { stdout, stderr } = await underUserManager(SCRIPT, folder, {
        ...{ HOME: home, MEETINGS: meetings, XDG_CACHE_HOME: join(folder, "cache") },
        ...{ PULSE_SERVER: card.env.PULSE_SERVER ?? "", CONFREC: programCommand().join(" ") },
        DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache", "deno"),
      });
      assertEquals(
        stdout.trim().split("\n"),
        [
          ...["Waiting for a call", "Recording", "1", "Recording", "1 files"],
          ...["2 files", "Recording", "Recording", "3 files", "4 files"],
          ...["success", "inactive", "uninstalled: 0"],
          "Not installed; confrec service install does that",
        ],
        stderr,
      );
      const names = [...Deno.readDirSync(meetings)].map(({ name }) => name);
      assertEquals(names.length, 4, names.join(", "));
      for (const name of names) {
        assertMatch(name, /\.wav$/);
        assertEquals((await decode(join(meetings, name), 2)).channels.length, 2);
      }
    });
  },
});
