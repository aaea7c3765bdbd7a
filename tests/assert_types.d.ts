/** Throws unless the expression is truthy. */
export function assert(expression: unknown, message?: string): asserts expression;
/** Throws when the value is null or undefined. */
export function assertExists<T>(value: T, message?: string): asserts value is NonNullable<T>;
/** Throws unless both are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void;
/** Throws when both are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
/** Throws unless both are the same value. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T;
/** Throws unless the numbers are within a tolerance of each other. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void;
/** Throws unless the text holds the part. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void;
/** Throws unless the text matches. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void;
/** Throws when the text matches. */
export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
/** Throws unless `actual > expected`. */
export function assertGreater(actual: number, expected: number, message?: string): void;
/** Throws unless `actual >= expected`. */
export function assertGreaterOrEqual(actual: number, expected: number, message?: string): void;
/** Throws unless `actual < expected`. */
export function assertLess(actual: number, expected: number, message?: string): void;
/** Throws unless `actual <= expected`. */
export function assertLessOrEqual(actual: number, expected: number, message?: string): void;
/** Throws unless the value is an instance of the class. */
export function assertInstanceOf<T>(
  actual: unknown,
  type: abstract new (...args: never[]) => T,
  message?: string,
): asserts actual is T;
/** Throws unless the function throws; gives back what it threw. */
export function assertThrows(fn: () => unknown): unknown;
export function assertThrows<E extends Error>(
  fn: () => unknown,
  type: abstract new (...args: never[]) => E,
  messageIncludes?: string,
): E;
/** Throws unless the promise rejects; gives back what it rejected with. */
export function assertRejects(fn: () => PromiseLike<unknown>): Promise<unknown>;
export function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  type: abstract new (...args: never[]) => E,
  messageIncludes?: string,
): Promise<E>;
/** Throws unless `actual` holds all that `expected` has. */
export function assertObjectMatch(actual: object, expected: object, message?: string): void;
/** Always throws. */
export function fail(message?: string): never;
