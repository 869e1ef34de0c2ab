import { ClickHouseError } from "@clickhouse/client";
import { expect } from "chai";
import {
  classifyError,
  isConnectionLost,
  isLibraryFailure,
  type ErrorClass,
} from "../../../clickhouse/connection/classify-error.ts";

function ofNode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function ofEngine(code: string, type: string, message: string): Error {
  return new ClickHouseError({ message, code, type });
}

/** As Node.js, the client, proxies and ClickHouse word them. */
const ERRORS: readonly (readonly [ErrorClass, Error])[] = [
  [
    "unreachable",
    ofNode("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:8123"),
  ],
  ["unreachable", ofNode("ENOTFOUND", "getaddrinfo ENOTFOUND clickhouse")],
  ["unreachable", ofNode("EAI_AGAIN", "getaddrinfo EAI_AGAIN clickhouse")],
  ["unreachable", ofNode("EHOSTUNREACH", "connect EHOSTUNREACH 10.0.0.7:8123")],
  [
    "unreachable",
    new AggregateError([
      ofNode("ECONNREFUSED", "connect ECONNREFUSED ::1:8123"),
      ofNode("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:8123"),
    ]),
  ],
  [
    "transient",
    ofEngine(
      "202",
      "TOO_MANY_SIMULTANEOUS_QUERIES",
      "Too many simultaneous queries. Maximum: 100",
    ),
  ],
  [
    "transient",
    ofEngine("242", "TABLE_IS_READ_ONLY", "Table is in readonly mode"),
  ],
  ["transient", new Error("Service Unavailable")],
  [
    "transient",
    new Error(
      "<html><head><title>503 Service Temporarily Unavailable</title></head></html>",
    ),
  ],
  ["transient", new Error("429 Too Many Requests")],
  [
    "rejected",
    ofEngine("62", "SYNTAX_ERROR", "Syntax error: failed at position 1"),
  ],
  [
    "rejected",
    ofEngine("60", "UNKNOWN_TABLE", "Table game.runs does not exist"),
  ],
  [
    "rejected",
    ofEngine("164", "READONLY", "Cannot execute query in readonly mode."),
  ],
  [
    "rejected",
    ofEngine("497", "ACCESS_DENIED", "touchline_api: Not enough privileges."),
  ],
  [
    "rejected",
    ofEngine("516", "AUTHENTICATION_FAILED", "Authentication failed"),
  ],
  [
    "rejected",
    ofNode("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
  ],
  ["rejected", ofNode("CERT_HAS_EXPIRED", "certificate has expired")],
  ["unknown", ofNode("ECONNRESET", "socket hang up")],
  ["unknown", ofNode("EPIPE", "write EPIPE")],
  ["unknown", ofNode("ETIMEDOUT", "read ETIMEDOUT")],
  ["unknown", new Error("Timeout error.")],
  ["unknown", new Error("502 Bad Gateway")],
  [
    "unknown",
    ofEngine("241", "MEMORY_LIMIT_EXCEEDED", "Memory limit (total) exceeded"),
  ],
  ["unknown", ofEngine("252", "TOO_MANY_PARTS", "Too many parts (3000)")],
  ["unknown", ofEngine("319", "UNKNOWN_STATUS_OF_INSERT", "Unknown status")],
  ["unknown", ofEngine("999", "KEEPER_EXCEPTION", "Session expired")],
  [
    "unknown",
    ofEngine("279", "NETWORK_ERROR", "Connection refused (10.0.0.8:9000)"),
  ],
  [
    "unknown",
    ofEngine(
      ...(["32", "ATTEMPT_TO_READ_AFTER_EOF"] as const),
      "Attempt to read after eof: while receiving packet from 10.0.0.8:9000",
    ),
  ],
  ["rejected", ofEngine("32", "ATTEMPT_TO_READ_AFTER_EOF", "Cut block")],
  [
    "unknown",
    new AggregateError([
      ofNode("ECONNREFUSED", "connect ECONNREFUSED ::1:8123"),
      ofNode("ETIMEDOUT", "connect ETIMEDOUT 10.0.0.7:8123"),
    ]),
  ],
];

describe("an error of a server", () => {
  for (const [kind, error] of ERRORS) {
    const text = error.message || "several addresses";
    it(`is ${kind}: ${text.slice(0, 60)}`, () => {
      expect(classifyError(error)).to.equal(kind);
    });
  }
});

/** ClickHouse's answer when an exception is not its own. */
const FOREIGN =
  "Poco::Exception. Code: 1000, e.code() = 13, Access to file denied: /data";

describe("a lost connection", () => {
  for (const error of [
    ofNode("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:8123"),
    ofNode("ECONNRESET", "socket hang up"),
    ofNode("EPIPE", "write EPIPE"),
  ])
    it(`is recognized in ${error.message}`, () => {
      expect(isConnectionLost(error)).to.equal(true);
    });

  for (const error of [
    new Error("Timeout error."),
    new Error(FOREIGN),
    ofEngine("236", "ABORTED", "Shutdown is called"),
    ofNode("CERT_HAS_EXPIRED", "certificate has expired"),
  ])
    it(`is not recognized in ${error.message.slice(0, 40)}`, () => {
      expect(isConnectionLost(error)).to.equal(false);
    });
});

describe("a failure of a library of the server", () => {
  it("is recognized in its answer, and in no other", () => {
    expect(isLibraryFailure(new Error(FOREIGN))).to.equal(true);
    expect(isLibraryFailure(ofNode("EPIPE", "write EPIPE"))).to.equal(false);
  });
});
