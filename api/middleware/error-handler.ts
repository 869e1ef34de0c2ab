import { STATUS_CODES } from "node:http";
import type { Middleware } from "koa";
import { TouchlineError, type ErrorKind } from "../../common/errors.ts";
import { routeOf } from "./watch-requests.ts";

/**
 * Logs a failure: a line, or an error with its stack.
 * @param fields further facts.
 */
export type Log = (
  text: string,
  fields?: Readonly<Record<string, string | number>>,
) => void;

type Failure = {
  readonly status: number;
  readonly code: ErrorKind | "internal_error";
  readonly message: string;
};

/**
 * Turns errors into responses with problem details (RFC 9457). Errors of the
 * client are described in the response; failures of the server are logged
 * with the id of the request.
 */
export function errorHandler(log: Log): Middleware {
  return async (context, next) => {
    try {
      await next();
    } catch (error) {
      const { status, code, message } = describeFailure(error);
      if (status >= 500 && !EXPECTED.has(code))
        log(`${context.method} ${routeOf(context)}: ${describeError(error)}`, {
          request: context.response.get("X-Request-Id"),
          status,
        });
      context.status = status;
      context.set("Content-Type", "application/problem+json");
      context.set("Cache-Control", "no-store");
      if (status === 503) context.set("Retry-After", RETRY_AFTER_SECONDS);
      context.body = {
        type: "about:blank",
        title: STATUS_CODES[status],
        status,
        detail: message,
        error: { code, message },
      };
    }
  };
}

function describeFailure(error: unknown): Failure {
  if (!(error instanceof TouchlineError))
    return { status: 500, code: "internal_error", message: FAILED };
  const { status, kind: code, message } = error;
  if (status < 500 || FOR_CLIENTS.has(code)) return { status, code, message };
  return { status, code, message: status === 503 ? UNAVAILABLE : FAILED };
}

/** Failures that many requests have at once, so they are not logged. */
const EXPECTED = new Set<Failure["code"]>(["not_ready", "overloaded"]);

/** Failures whose messages are for the client. */
const FOR_CLIENTS = new Set<Failure["code"]>([...EXPECTED, "over_limit"]);

/** Most failures of this kind are over soon. */
export const RETRY_AFTER_SECONDS = "2";

const FAILED = "the request failed: see the log of the API";
const UNAVAILABLE = "the database is not available: try again later";

/** An error with its stack and causes, for the log. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  return error.cause === undefined
    ? text
    : `${text}\ncaused by ${describeError(error.cause)}`;
}
