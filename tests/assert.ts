/**
 * Deno's assertions with their types.
 *
 * The npm package that carries the standard library holds no declarations, so that `assert` would narrow nothing and
 * a wrong argument would pass unseen.
 */
// @ts-types="./assert_types.d.ts"
export * from "deno-std/assert/mod.js";
