import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { darwin } from "../../../ffi/system/platform_darwin.ts";
import { linux } from "../../../ffi/system/platform_linux.ts";
import { windows } from "../../../ffi/system/platform_windows.ts";
import { userCacheFolder } from "../../../ffi/system/private_folder.ts";

const platforms = { linux, darwin, windows };

function cacheOf(
  os: keyof typeof platforms,
  variables: Record<string, string>,
): string | undefined {
  return userCacheFolder((name) => variables[name], platforms[os]);
}

Deno.test("the cache is where the platform's custom puts it", () => {
  assertEquals(cacheOf("linux", { HOME: "/home/ä" }), join("/home/ä", ".cache", "confrec"));
  assertEquals(cacheOf("linux", { HOME: "/h", XDG_CACHE_HOME: "/c" }), join("/c", "confrec"));
  assertEquals(cacheOf("darwin", { HOME: "/h" }), join("/h", "Library", "Caches", "confrec"));
  assertEquals(cacheOf("windows", { LOCALAPPDATA: "/l", HOME: "/h" }), join("/l", "confrec"));
});

Deno.test("a relative or empty cache path is ignored, as the XDG base directory specification says", () => {
  assertEquals(
    cacheOf("linux", { HOME: "/h", XDG_CACHE_HOME: "c" }),
    join("/h", ".cache", "confrec"),
  );
  assertEquals(
    cacheOf("linux", { HOME: "/h", XDG_CACHE_HOME: "" }),
    join("/h", ".cache", "confrec"),
  );
});

Deno.test("a user without a home has no cache", () => {
  assertEquals(cacheOf("linux", {}), undefined);
  assertEquals(cacheOf("darwin", {}), undefined);
  assertEquals(cacheOf("windows", { HOME: "/h" }), undefined);
});
