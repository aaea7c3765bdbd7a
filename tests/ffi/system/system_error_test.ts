import { assertEquals } from "@std/assert";
import { linux } from "../../../ffi/system/platform_linux.ts";
import { windows } from "../../../ffi/system/platform_windows.ts";
import { systemCode, systemTrouble } from "../../../ffi/system/system_error.ts";

function coded(code: string): Error {
  return Object.assign(new Error(`the system said ${code}`), { code });
}

for (
  const [code, kind] of [
    ["ENOSPC", "full"],
    ["EDQUOT", "full"],
    ["EACCES", "denied"],
    ["EROFS", "read-only"],
    ["EBUSY", "busy"],
    ["ENOENT", "gone"],
    ["ENOTDIR", "gone"],
    ["EEXIST", "exists"],
    ["EFBIG", "too-large"],
    ["ENAMETOOLONG", "bad-path"],
    ["ELOOP", "bad-path"],
    ["ENOEXEC", "no-program"],
    ["ESTALE", "unreachable"],
    ["ENETUNREACH", "unreachable"],
    ["EIO", "damaged"],
    ["EUCLEAN", "damaged"],
    ["EBADMSG", "damaged"],
    ["ENODEV", "unreachable"],
  ] as const
) {
  Deno.test(`${code} is understood, with what to do about it`, () => {
    const trouble = systemTrouble(coded(code));
    assertEquals(trouble?.kind, kind);
    assertEquals(trouble?.code, code);
    for (const words of [trouble?.why, trouble?.remedy]) {
      assertEquals(/^[a-z][^.;\n]+$/.test(words ?? ""), true, `a clause: ${words}`);
    }
  });
}

Deno.test("an error that has lost its code in a worker is known by the system's number", () => {
  const number = Deno.build.os === "windows" ? 112 : 28;
  assertEquals(systemCode(new Error(`No space left (os error ${number})`)), "ENOSPC");
});

Deno.test("what a system says of a damaged file system, and of a disk that was pulled out, is no bug", () => {
  // As ext4 says it with a damaged bitmap, and with a damaged inode; and Windows (winerror.h).
  const [linuxSays, windowsSays] = [
    [[117, "damaged"], [74, "damaged"], [19, "unreachable"]],
    [[1392, "damaged"], [1393, "damaged"], [433, "unreachable"], [1167, "unreachable"]],
  ] as const;
  const of = (name: string | undefined) => systemTrouble(coded(name ?? ""))?.kind;
  for (const [number, kind] of linuxSays) assertEquals(of(linux.errorName(number)), kind);
  for (const [number, kind] of windowsSays) assertEquals(of(windows.errorName(number)), kind);
});

Deno.test("an error of Deno's own classes is known without a code", () => {
  assertEquals(systemCode(new Deno.errors.NotFound("x")), "ENOENT");
  assertEquals(systemCode(new Deno.errors.AlreadyExists("x")), "EEXIST");
});

Deno.test("what the system did not say is not explained: bugs stay bugs", () => {
  assertEquals(systemTrouble(new TypeError("x is undefined")), undefined);
  assertEquals(systemTrouble("ENOSPC"), undefined);
  assertEquals(systemTrouble(coded("EMADEUP")), undefined);
  assertEquals(systemTrouble(new Deno.errors.NotCapable("no --allow-write")), undefined);
});
