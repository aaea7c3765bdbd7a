import { assertEquals } from "@std/assert";
import { MonitorSwitch } from "../../../capture/source/monitor_switch.ts";

Deno.test("all that are there follow the switch, and who comes later asks it", () => {
  const monitors = new MonitorSwitch();
  const seen: boolean[] = [];
  const one = { follow: () => seen.push(monitors.isHushed) };
  assertEquals(monitors.isHushed, false);
  monitors.add(one);
  monitors.hush(true);
  monitors.hush(false);
  monitors.remove(one);
  monitors.hush(true);
  assertEquals(seen, [true, false]);
  assertEquals(monitors.isHushed, true);
});
