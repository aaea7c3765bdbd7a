/** The units for systemd's user manager. */
import type { RecipeFile, ServiceCall } from "./recipe.ts";

/** The unit that records. */
export const UNIT = "confrec.service";
/** The unit that keeps a closed lid from stopping it. */
export const LID_UNIT = "confrec-lid.service";

/** Both units; the first is the one that is enabled. */
export function systemdUnits(call: ServiceCall): readonly RecipeFile[] {
  return [{ name: UNIT, text: mainUnit(call) }, { name: LID_UNIT, text: LID }];
}

/**
 * A unit that is started again whenever it ends. Its stop signals confrec alone, which finishes its file and asks for
 * more time while it does; its encoders are still needed.
 *
 * V8 makes code at run time, so `MemoryDenyWriteExecute` cannot be; nothing here needs a mount namespace, which many
 * user managers may not make.
 */
function mainUnit({ program, args, folder, runsOthers }: ServiceCall): string {
  const families = runsOthers ? "" : "RestrictAddressFamilies=AF_UNIX AF_NETLINK\n";
  return `# Written by confrec service install; it writes this file anew.
[Unit]
Description=Record what happens in this room (confrec)
Documentation=man:systemd.service(5)
Wants=${LID_UNIT}
After=pipewire-pulse.service pulseaudio.service
StartLimitIntervalSec=0

[Service]
Type=notify
ExecStart=${[...program, ...args].map(unitWord).join(" ")}
WorkingDirectory=${folder.replaceAll("%", "%%")}
Restart=always
RestartSec=5s
SuccessExitStatus=4
KillMode=mixed
TimeoutStartSec=infinity
TimeoutStopSec=5min
WatchdogSec=2min
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
${families}
[Install]
WantedBy=default.target
`;
}

/** confrec itself keeps the machine from sleeping while it records, but whoever closes a lid means it. */
const LID = `# Written by confrec service install; it writes this file anew.
[Unit]
Description=Let the lid be closed while the room is recorded (confrec)
PartOf=${UNIT}

[Service]
ExecStart=systemd-inhibit --what=handle-lid-switch --mode=block --who=confrec --why="Recording this room" sleep infinity
Restart=on-failure
RestartSec=1min
`;

/** A word of ExecStart=: specifiers, variables and quotes mean nothing in it (systemd.service(5), "Command lines"). */
export function unitWord(word: string): string {
  const plain = word.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")
    .replaceAll("$", "$$$$").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return /^[\w./:@+=,%-]+$/.test(plain) ? plain : `"${plain}"`;
}
