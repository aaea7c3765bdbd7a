/** Where others steer a session while it runs: names in its spool, for both sides. */
import { join } from "node:path";

/** Names of requests and answers, and of those that are half written. */
export const MAIL_FILE = /^[0-9a-f-]{36}\.json(\.part)?$/;

/** The places of a spool's mail. */
export interface SpoolMail {
  /** Where others put what they ask of the session. */
  readonly requestsFolder: string;
  /** Where they find what came of it. */
  readonly answersFolder: string;
  /** How it goes, for those outside. */
  readonly statusPath: string;
}

/** Those of the spool in a folder, whoever holds it. */
export function mailIn(folder: string): SpoolMail {
  return {
    requestsFolder: join(folder, "requests"),
    answersFolder: join(folder, "answers"),
    statusPath: join(folder, "status.json"),
  };
}
