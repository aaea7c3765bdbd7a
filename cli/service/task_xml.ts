/** The task for Windows' Task Scheduler (its schema: "Task Scheduler Schema", version 1.2). */
import { escapeXml, type RecipeFile, type ServiceCall } from "./recipe.ts";

/** What the task is called. */
export const TASK = "confrec";

/**
 * A task that runs while the person is logged on, with the person's own rights: without a session there are no sound
 * devices.
 *
 * Tries at restarting are counted, so none are asked for: a trigger comes every minute and does nothing while one runs.
 * Its begin lies in the past, so that it comes without a new log-on. The usual priority, 7, is below normal, with slow
 * disks; 5 is normal. The usual time limit is three days.
 */
export function taskXml({ program, args, folder, user }: ServiceCall): RecipeFile {
  const [command = "", ...first] = program;
  const userId = user === undefined ? "" : `\n      <UserId>${escapeXml(user)}</UserId>`;
  const text = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Records what happens in this room (confrec)</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>${userId}
    </LogonTrigger>
    <TimeTrigger>
      <Enabled>true</Enabled>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
      <Repetition>
        <Interval>PT1M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">${userId}
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <IdleSettings>
      <StopOnIdleEnd>false</StopOnIdleEnd>
      <RestartOnIdle>false</RestartOnIdle>
    </IdleSettings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>5</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${escapeXml(command)}</Command>
      <Arguments>${escapeXml([...first, ...args].map(windowsWord).join(" "))}</Arguments>
      <WorkingDirectory>${escapeXml(folder)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`;
  return { name: `${TASK}.xml`, text: text.replaceAll("\n", "\r\n") };
}

/** A word as programs on Windows take their command line apart (CommandLineToArgvW). */
export function windowsWord(word: string): string {
  if (/^[^\s"]+$/.test(word)) return word;
  // Backslashes mean something only in front of a quote, the one at the end among them.
  const quoted = word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1");
  return `"${quoted}"`;
}

/** The file as schtasks reads it: UTF-16 with a mark in front. */
export function utf16(text: string): Uint8Array<ArrayBuffer> {
  const marked = `\ufeff${text}`;
  const view = new DataView(new ArrayBuffer(2 * marked.length));
  for (let i = 0; i < marked.length; i++) view.setUint16(2 * i, marked.charCodeAt(i), true);
  return new Uint8Array(view.buffer);
}
