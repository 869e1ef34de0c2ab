import type { Work } from "./perform-work.ts";

/**
 * The victim: the process of a command, its database engine, or both. Where a
 * database is on several, the engine is one of them; `engines` are two at once.
 */
export type Victim = "command" | "engine" | "both" | "engines";

/** Where a child process kills itself or its engine. */
export interface KillPoint {
  readonly step: string;
  /** Which call of this step, from 1. */
  readonly call: number;
  readonly when: "before" | "within" | "after";
  /** How far into the step, if within. */
  readonly afterMs: number;
}

/** The file with which a child fills its disk before a step. */
export interface FullDisk {
  readonly step: string;
  readonly file: string;
}

/** The orders for a child process: a command, and its disturbance. */
export interface ChildOrder {
  readonly work: Work;
  readonly kill?: KillPoint & {
    readonly victim: Victim;
    /** The processes of the engines; those on the data directory if left out. */
    readonly engines?: readonly number[];
  };
  readonly fill?: FullDisk;
}

/** A completed step. */
export interface TimedStep {
  readonly step: string;
  /** Which call of this step, from 1. */
  readonly call: number;
  readonly ms: number;
  /** When it ended, in milliseconds of the process. */
  readonly endMs: number;
}

/** The reports of a child process, one object per line. */
export type ChildMessage =
  | ({ readonly kind: "step" } & TimedStep)
  | { readonly kind: "killing"; readonly victim: Victim }
  | { readonly kind: "publishing"; readonly atMs: number }
  | { readonly kind: "reported"; readonly text: string };
