import type { Work } from "./perform-work.ts";

/** What is killed: the process of a command, its database engine, or both. */
export type Victim = "command" | "engine" | "both";

/** Where a child process kills itself or its engine. */
export interface KillPoint {
  readonly step: string;
  /** Which call of this step, from 1. */
  readonly call: number;
  readonly when: "before" | "within" | "after";
  /** How far into the step, where it is within. */
  readonly afterMs: number;
}

/** The file with which a child fills its disk before a step. */
export interface FullDisk {
  readonly step: string;
  readonly file: string;
}

/** What a child process is to do: a command, and what disturbs it. */
export interface ChildOrder {
  readonly work: Work;
  readonly kill?: KillPoint & { readonly victim: Victim };
  readonly fill?: FullDisk;
}

/** A step that came to its end. */
export interface TimedStep {
  readonly step: string;
  /** Which call of this step, from 1. */
  readonly call: number;
  readonly ms: number;
  /** When it ended, in milliseconds of the process. */
  readonly endMs: number;
}

/** What a child process reports, one object a line. */
export type ChildMessage =
  | ({ readonly kind: "step" } & TimedStep)
  | { readonly kind: "killing"; readonly victim: Victim }
  | { readonly kind: "publishing"; readonly atMs: number }
  | { readonly kind: "told"; readonly text: string };
