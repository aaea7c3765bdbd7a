/** What every system can do, but each in its own way: the one place that asks which system this is. */
import type { Platform } from "./platform_rules.ts";
import { darwin } from "./platform_darwin.ts";
import { linux } from "./platform_linux.ts";
import { windows } from "./platform_windows.ts";

const PLATFORMS: Partial<Record<typeof Deno.build.os, Platform>> = { linux, darwin, windows };

/** The system that this runs on. */
export const platform: Platform = PLATFORMS[Deno.build.os] ?? linux;
