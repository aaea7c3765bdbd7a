/** Calls into libraries of the system. */

/**
 * Calls functions of a library that is part of the system.
 *
 * @returns what `run` returns; undefined when the system has no such library or functions, or `run` throws
 */
export function withSystemLibrary<const Symbols extends Deno.ForeignLibraryInterface, Result>(
  name: string,
  symbols: Symbols,
  run: (functions: Deno.StaticForeignLibraryInterface<Symbols>) => Result,
): Result | undefined {
  let library: Deno.DynamicLibrary<Symbols> | undefined;
  try {
    library = Deno.dlopen(name, symbols);
    return run(library.symbols);
  } catch {
    return undefined;
  } finally {
    library?.close();
  }
}
