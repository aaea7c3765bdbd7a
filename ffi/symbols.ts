/** The native library's functions as data; the meaning of each stands in confrec_audio.h. */

/** CONFREC_ABI in confrec_audio.h. */
export const ABI = 6;
/** sizeof(confrec_error): kind, result (int32 each), text[248]. */
export const ERROR_BYTES = 256;
/** sizeof(confrec_device): id[256], name[256], then six int32. */
export const DEVICE_BYTES = 536;
/** sizeof(confrec_use): program[128], name[128], role[32], then six int32. */
export const USE_BYTES = 312;
/** confrec_status: six doubles. */
export const STATUS_FIELDS = 6;
/** confrec_block: three doubles. */
export const BLOCK_FIELDS = 3;

/** The C functions of `ffi/native/confrec_audio.h`. */
export const symbols = {
  confrec_abi_version: { parameters: [], result: "u32" },
  confrec_miniaudio_version: {
    parameters: [/* text */ "buffer", /* size */ "u32"],
    result: "void",
  },
  confrec_now_ns: { parameters: [], result: "f64" },

  confrec_context_open: {
    parameters: [/* backend */ "buffer", /* server */ "buffer", /* error */ "buffer"],
    result: "pointer",
  },
  confrec_context_close: { parameters: [/* context */ "pointer"], result: "void" },
  confrec_context_backend: {
    parameters: [/* context */ "pointer", /* text */ "buffer", /* size */ "u32"],
    result: "void",
  },
  confrec_context_scan: {
    parameters: [/* context */ "pointer", /* error */ "buffer"],
    result: "i32",
  },
  confrec_context_device: {
    parameters: [/* context */ "pointer", /* index */ "u32", /* device */ "buffer"],
    result: "i32",
  },
  confrec_context_default: {
    parameters: [
      /* context */ "pointer",
      /* direction */ "i32",
      /* device */ "buffer",
      /* error */ "buffer",
    ],
    result: "i32",
  },
  confrec_context_find: {
    parameters: [
      /* context */ "pointer",
      /* direction */ "i32",
      /* id */ "buffer",
      /* device */ "buffer",
      /* error */ "buffer",
    ],
    result: "i32",
  },
  confrec_context_playing: {
    parameters: [/* context */ "pointer", /* preferred */ "buffer", /* device */ "buffer"],
    result: "i32",
  },
  confrec_context_streaming: {
    parameters: [/* context */ "pointer", /* index */ "u32", /* device */ "buffer"],
    result: "i32",
  },
  confrec_context_uses: {
    parameters: [
      /* context */ "pointer",
      /* uses */ "buffer",
      /* capacity */ "u32",
      /* error */ "buffer",
    ],
    result: "i32",
  },
  confrec_context_changed: { parameters: [/* context */ "pointer"], result: "i32" },

  confrec_capture_open: {
    parameters: [
      /* context */ "pointer",
      /* kind */ "i32",
      /* id */ "buffer",
      /* buffer_seconds */ "f64",
      /* period_ms */ "u32",
      /* periods */ "u32",
      /* error */ "buffer",
    ],
    result: "pointer",
  },
  confrec_silence_open: {
    parameters: [/* context */ "pointer", /* id */ "buffer", /* error */ "buffer"],
    result: "pointer",
  },
  confrec_monitor_open: {
    parameters: [
      /* context */ "pointer",
      /* capture */ "pointer",
      /* id */ "buffer",
      /* gain */ "f64",
      /* error */ "buffer",
    ],
    result: "pointer",
  },
  confrec_monitor_gain: { parameters: [/* monitor */ "pointer", /* gain */ "f64"], result: "void" },
  confrec_stream_device: {
    parameters: [/* stream */ "pointer", /* device */ "buffer"],
    result: "i32",
  },
  confrec_stream_places: {
    parameters: [/* stream */ "pointer", /* places */ "buffer", /* capacity */ "u32"],
    result: "u32",
  },
  confrec_stream_start: {
    parameters: [/* stream */ "pointer", /* error */ "buffer"],
    result: "i32",
  },
  confrec_stream_stop: {
    parameters: [/* stream */ "pointer", /* error */ "buffer"],
    result: "i32",
  },
  confrec_stream_read: {
    parameters: [
      /* stream */ "pointer",
      /* samples */ "buffer",
      /* capacity */ "u32",
      /* block */ "buffer",
    ],
    result: "u32",
  },
  confrec_stream_status: {
    parameters: [/* stream */ "pointer", /* status */ "buffer"],
    result: "void",
  },
  confrec_stream_close: { parameters: [/* stream */ "pointer"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The functions, callable. */
export type NativeFunctions = Deno.StaticForeignLibraryInterface<typeof symbols>;
