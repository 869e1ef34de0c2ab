import { printable } from "./text.ts";

/**
 * Every failure that Touchline expects, with what a command exits with and
 * what an HTTP request is answered with. Anything thrown that is not a
 * TouchlineError is a bug.
 */
const KINDS = {
  /** The command line or a setting is wrong. */
  bad_usage: { exit: 2, status: 500 },
  /** A request's parameters are wrong. */
  bad_request: { exit: 2, status: 400 },
  /** A key is required, and there is none, or it is wrong. */
  unauthenticated: { exit: 1, status: 401 },
  /** The key does not have the right. */
  forbidden: { exit: 1, status: 403 },
  /** The user or the path does not exist. */
  not_found: { exit: 1, status: 404 },
  /** The path exists, with another method. */
  method_not_allowed: { exit: 1, status: 405 },
  /** The answer is not available in a form that the request accepts. */
  not_acceptable: { exit: 1, status: 406 },
  /** A request has a body where none is taken, or one that is too large. */
  content_too_large: { exit: 1, status: 413 },
  /** The URL is too long. */
  uri_too_long: { exit: 1, status: 414 },
  /** The form of the body is not supported. */
  unsupported_media_type: { exit: 1, status: 415 },
  /** The host name of the request is not one of this API. */
  misdirected: { exit: 1, status: 421 },
  /** The client has reached its rate limit. */
  too_many_requests: { exit: 1, status: 429 },
  /** A file cannot be read, or its content does not fit its name. */
  input_failed: { exit: 1, status: 500 },
  /** What is printed cannot be written, as on a full disk. */
  output_failed: { exit: 1, status: 500 },
  /** The database cannot be opened, or was closed: not writable, for one. */
  database_unavailable: { exit: 1, status: 503 },
  /** Requests are not answered yet, or no longer; the message is public. */
  not_ready: { exit: 1, status: 503 },
  /** Too many requests are waiting; the message is public. */
  overloaded: { exit: 1, status: 503 },
  /** An answer has reached a limit of time or memory; the message is public. */
  over_limit: { exit: 1, status: 503 },
  /** Another process has the embedded database open. */
  database_held: { exit: 1, status: 503 },
  /** Another command is changing the database. */
  busy: { exit: 1, status: 503 },
  /** A statement failed in the database. */
  database_failed: { exit: 1, status: 500 },
  /** The clock is far from that of the last run. */
  clock_suspect: { exit: 1, status: 500 },
  /** More lines were rejected than --max-rejected allows. */
  too_many_rejected: { exit: 3, status: 500 },
  /** The user asked the run to stop. */
  cancelled: { exit: 1, status: 500 },
} as const;

export type ErrorKind = keyof typeof KINDS;

export class TouchlineError extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TouchlineError";
    this.kind = kind;
  }

  /** The status a command exits with. */
  get exitCode(): number {
    return KINDS[this.kind].exit;
  }

  /** The HTTP status a request is answered with. */
  get status(): number {
    return KINDS[this.kind].status;
  }
}

/** The message of anything thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return printable(text.replace(/\s*\n\s*/g, " "));
}
