/** What writing to a full disk throws, as Deno words it on the system that the tests run on. */
export function diskFull(): Error {
  return new Error(
    Deno.build.os === "windows"
      ? "There is not enough space on the disk. (os error 112)"
      : "No space left on device (os error 28)",
  );
}
