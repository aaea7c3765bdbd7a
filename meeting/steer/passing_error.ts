/** What stands in the way for a moment only. */
import { UserError } from "../ground/user_error.ts";

/** A recording that cannot be asked just now: it begins, it ends, or it goes on in its next part. */
export class PassingError extends UserError {}
