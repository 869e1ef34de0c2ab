import type { Content } from "./content/detect-content.ts";
import type { Location } from "./engine/location.ts";

/** A file that the command names, or that is in a folder that it names. */
export interface InputFile {
  /** In messages and in the ledger. */
  readonly name: string;
  /** An absolute path, or the address of a remote file. */
  readonly path: string;
  /** From 1, in the order of the input. */
  readonly number: number;
  /** Bytes as they are stored; undefined if unknown. */
  readonly bytes: number | undefined;
  /** What it holds; of a pipe it is known once the first bytes have been read. */
  content: Content | undefined;
  readonly source: FileOnDisk | Pipe | RemoteFile;
}

export interface FileOnDisk {
  readonly kind: "file";
  readonly inode: number;
  /** Its last bytes, if it is plain lines; see FileIdentity. */
  readonly tail: string;
}

/** Standard input, a named pipe or a device: it is read once, and data may arrive late. */
export interface Pipe {
  readonly kind: "pipe";
  readonly isNamed: boolean;
}

/** A file in a store or on a web server. */
export interface RemoteFile {
  readonly kind: "remote";
  readonly location: Location;
}

/** Whether lines can be read at any place of it. */
export const isShardable = ({ content, source }: InputFile): boolean =>
  source.kind === "file" &&
  content?.format === "lines" &&
  content.compression === "none";
