/**
 * The encoder fails again and again, for reasons that are not confrec's: somebody ends it, memory is short, or it is
 * damaged. The message says what can be done; what is to be encoded is still there.
 */
export class EncoderError extends Error {
  override readonly name = "EncoderError";
}
