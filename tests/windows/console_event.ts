/** What a Windows console tells its programs. */
export const CONSOLE_EVENT = { "Ctrl+C": 0, "Ctrl+Break": 1, "the console closed": 2 } as const;

const PROCESS_ALL_ACCESS = 0x1f_ffff;

/**
 * Tells one process of a console event, as the console does: on a thread that Windows starts in that process.
 *
 * @throws {Error} when Windows refuses
 */
export function sendConsoleEvent(pid: number, event: number): void {
  const library = Deno.dlopen("kernel32.dll", {
    GetModuleHandleW: { parameters: [/* name */ "buffer"], result: "pointer" },
    GetProcAddress: {
      parameters: [/* module */ "pointer", /* name */ "buffer"],
      result: "pointer",
    },
    OpenProcess: {
      parameters: [/* access */ "u32", /* inherit */ "i32", /* process id */ "u32"],
      result: "pointer",
    },
    CreateRemoteThread: {
      parameters: [
        ...[/* process */ "pointer", /* attributes */ "pointer", /* stack */ "usize"] as const,
        ...[/* function */ "pointer", /* argument */ "pointer"] as const,
        ...[/* flags */ "u32", /* thread id */ "pointer"] as const,
      ],
      result: "pointer",
    },
    CloseHandle: { parameters: [/* handle */ "pointer"], result: "i32" },
  });
  const { GetModuleHandleW, GetProcAddress, OpenProcess, CreateRemoteThread, CloseHandle } =
    library.symbols;
  try {
    const name = new TextEncoder().encode("CtrlRoutine\0");
    // These libraries have the same address in every process.
    const [routine] = ["kernelbase.dll", "kernel32.dll"]
      .map((file) => GetProcAddress(GetModuleHandleW(utf16(file)), name))
      .filter((address) => address !== null);
    const process = OpenProcess(PROCESS_ALL_ACCESS, 0, pid);
    if (routine === undefined || process === null) throw new Error(`Cannot reach process ${pid}`);
    const argument = Deno.UnsafePointer.create(BigInt(event));
    const thread = CreateRemoteThread(process, null, 0n, routine, argument, 0, null);
    CloseHandle(process);
    if (thread === null) throw new Error(`Cannot send an event to process ${pid}`);
    CloseHandle(thread);
  } finally {
    library.close();
  }
}

function utf16(text: string): Uint16Array<ArrayBuffer> {
  return Uint16Array.from({ length: text.length + 1 }, (_, i) => text.charCodeAt(i) || 0);
}
