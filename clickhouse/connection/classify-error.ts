import { ClickHouseError } from "@clickhouse/client";
import { messageOf } from "../../common/errors.ts";

/**
 * What a failure over the network means for the statement, and whether it may
 * be sent again:
 * - unreachable: it has not arrived. Again.
 * - transient: the server has not begun with it. Again.
 * - rejected: the server does not want it. Not again: it will not later.
 * - unknown: it may have been done, in part or as a whole, or may still be
 *   under way. Again only where doing it twice is doing it once.
 */
export type ErrorClass = "unreachable" | "transient" | "rejected" | "unknown";

/** Codes of Node.js for connections that did not come about. */
const UNREACHABLE = new Set([
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"],
  ...["ENETUNREACH", "EHOSTDOWN", "EADDRNOTAVAIL"],
]);

/** Codes of Node.js for a server whose certificate is not trusted. */
const UNTRUSTED = /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Codes of Node.js for what is no TLS, or none that it speaks. */
const NO_TLS = /^(ERR_TLS_|ERR_SSL_|EPROTO)/;

/** ClickHouse's codes for what it does not begin with now. */
const TRANSIENT = new Set([
  "202", // TOO_MANY_SIMULTANEOUS_QUERIES
  "242", // TABLE_IS_READ_ONLY: a replica without Keeper
]);

/** ClickHouse's codes for what may have been done in part. */
const UNKNOWN = new Set([
  "159", // TIMEOUT_EXCEEDED
  "209", // SOCKET_TIMEOUT
  "210", // NETWORK_ERROR
  "236", // ABORTED: the server shuts down
  "241", // MEMORY_LIMIT_EXCEEDED
  "252", // TOO_MANY_PARTS
  "319", // UNKNOWN_STATUS_OF_INSERT
  "341", // UNFINISHED
  "394", // QUERY_WAS_CANCELLED
  "999", // KEEPER_EXCEPTION
]);

/** A proxy, and not ClickHouse, that has passed nothing on. */
const PROXY_REFUSES =
  /\b(503|429)\b|service (temporarily )?unavailable|too many requests/i;

/** The class of an error of the client. */
export function classifyError(error: unknown): ErrorClass {
  if (error instanceof ClickHouseError) {
    if (TRANSIENT.has(error.code)) return "transient";
    // Other shards may have done their part.
    if (isShardLost(error)) return "unknown";
    return UNKNOWN.has(error.code) ? "unknown" : "rejected";
  }
  const code = codeOf(error);
  if (UNREACHABLE.has(code)) return "unreachable";
  if (UNTRUSTED.test(code) || NO_TLS.test(code)) return "rejected";
  // Names with several addresses fail with one error for all.
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.every((each) => classifyError(each) === "unreachable")
      ? "unreachable"
      : "unknown";
  if (code === "" && PROXY_REFUSES.test(messageOf(error))) return "transient";
  return "unknown";
}

/** Whether a connection failed or broke off; an answer or a timeout is no such loss. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof ClickHouseError) return false;
  const kind = classifyError(error);
  return kind === "unreachable" || (kind === "unknown" && codeOf(error) !== "");
}

/** What a server says of the connection to a shard that has ended. */
const TO_SHARD = /while receiving packet from|Insertion status: /;

/**
 * Whether the server answered that it cannot reach another one, which holds a
 * shard of the rows.
 */
export const isShardLost = (error: unknown): boolean =>
  error instanceof ClickHouseError &&
  (error.code === NO_CONNECTION || TO_SHARD.test(error.message));

const NO_CONNECTION = "279";

/** ClickHouse's answer when one of its libraries throws, such as that for files. */
const OF_LIBRARY =
  /^(std::exception|Poco::Exception|Unknown exception)\. Code: 100[0-2]\b/;

/** Whether the server answered that one of its libraries failed. */
export const isLibraryFailure = (error: unknown): boolean =>
  OF_LIBRARY.test(messageOf(error));

/** Why a server could not be talked to over TLS; undefined for other errors. */
export function tlsProblem(error: unknown): "untrusted" | "no TLS" | undefined {
  const code = codeOf(error);
  if (UNTRUSTED.test(code)) return "untrusted";
  return NO_TLS.test(code) ? "no TLS" : undefined;
}

/** Node.js's code of an error. */
function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? "";
}
