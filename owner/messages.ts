import type { ErrorKind } from "../common/errors.ts";
import type { ShardOutcome } from "../ingest/messages.ts";

/**
 * What the owner of a data directory and a command say to each other: JSON,
 * one message a line. The owner greets; then the command asks for one
 * operation, on a connection of its own. Closing it cancels the operation.
 */

/** Changed with every change of these messages. */
export const PROTOCOL = 2;

export type CommandMessage =
  | RequestMessage
  | InputMessage
  | InputFailedMessage
  | CancelMessage
  | ToldMessage;

/** What a command sends first. */
export interface RequestMessage {
  readonly kind: "request";
  readonly operation: string;
  readonly request: unknown;
  /** The command with its files, for messages. */
  readonly title: string;
  readonly pid: number;
  readonly waitSeconds: number;
}

/** More of the command's standard input, in answer to "more". */
export interface InputMessage {
  readonly kind: "input";
  /** In base64; null at the end. */
  readonly data: string | null;
}

/** Standard input cannot be read. */
export interface InputFailedMessage {
  readonly kind: "input-failed";
  readonly code: string;
  readonly message: string;
}

/** The user wants no more of it. */
export interface CancelMessage {
  readonly kind: "cancel";
}

/** The user was told of the result. */
export interface ToldMessage {
  readonly kind: "told";
}

export type OwnerMessage =
  | HelloMessage
  | ProgressMessage
  | SayMessage
  | MoreMessage
  | OutputMessage
  | ResultMessage
  | FailedMessage;

/** What the owner sends first: from here on it answers. */
export interface HelloMessage {
  readonly kind: "hello";
  readonly protocol: number;
}

/** A call of the command's observer. */
export type ProgressMessage =
  | { readonly kind: "started"; readonly inputBytes?: number | undefined }
  | { readonly kind: "read"; readonly bytes: number }
  | { readonly kind: "parsed"; readonly outcome: ShardOutcome }
  | { readonly kind: "step"; readonly name: string };

/** A sentence for the user: that the operation waits for another one, say. */
export interface SayMessage {
  readonly kind: "say";
  readonly text: string;
}

/** The operation reads standard input. */
export interface MoreMessage {
  readonly kind: "more";
}

/** Something for the command's standard output. */
export interface OutputMessage {
  readonly kind: "output";
  /** In base64. */
  readonly data: string;
}

/** The operation is done. The owner ends the connection after "told". */
export interface ResultMessage {
  readonly kind: "result";
  readonly result: unknown;
}

/** The operation has failed. The owner ends the connection. */
export interface FailedMessage {
  readonly kind: "failed";
  /** Missing for a bug, of which `message` has the stack. */
  readonly error?: ErrorKind | undefined;
  readonly message: string;
}
