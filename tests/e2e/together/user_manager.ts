/** systemd's manager for a user, on a machine that may have been booted by something else. */
import { isThere } from "../../../ffi/system/is_there.ts";

const SYSTEMD = "/lib/systemd/systemd";
/** In a mount namespace: what systemd needs to believe that it has booted the machine. */
const BOOTED = `
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system /run/user/0 && chmod 700 /run/user/0 &&
  mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 77
export XDG_RUNTIME_DIR=/run/user/0`;
/** Behind that, with a name, a folder, and what is to be run. */
const MANAGED = `
group=/sys/fs/cgroup/$1
mkdir -p "$group/manager" && echo $$ > "$group/manager/cgroup.procs" || exit 77
${SYSTEMD} --user > "$2/manager.log" 2>&1 &
for n in $(seq 100); do
  systemctl --user show-environment > /dev/null 2>&1 && break
  sleep 0.1
done
sh -c "$3"
code=$?
systemctl --user exit
for n in $(seq 50); do
  kill -0 $! 2> /dev/null || break
  sleep 0.1
done
echo $$ > /sys/fs/cgroup/cgroup.procs
echo 1 > "$group/cgroup.kill"
sleep 0.3
find "$group" -depth -type d -exec rmdir {} \\; 
exit $code`;

/** Whether one can be had: it takes root, and a kernel that lets it mount. */
export function hasUserManager(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0 || !isThere(SYSTEMD)) return false;
  try {
    const args = ["--mount", "sh", "-c", BOOTED];
    return new Deno.Command("unshare", { args, stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/**
 * Runs a shell's script beside a manager of its own; both see nothing of the machine's, and end together.
 *
 * @param folder for its log
 * @param env of the script; the manager's services get it by `systemctl --user set-environment`
 */
export async function underUserManager(
  script: string,
  folder: string,
  env: Record<string, string>,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const name = `confrec-test-${Deno.pid}`;
  const words = ["--mount", "sh", "-c", `${BOOTED}\n${MANAGED}`, "sh", name, folder, script];
  const { code, stdout, stderr } = await new Deno.Command("unshare", { args: words, env }).output();
  const [out = "", err = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out, stderr: err };
}
