/** What happens in a run while it is under way. */
export type RunEvent =
  /** Reading begins; the bytes of the input are undefined if unknown. */
  | { readonly kind: "started"; readonly inputBytes: number | undefined }
  /** More of the input was read. */
  | { readonly kind: "read"; readonly bytes: number }
  /** A shard was parsed: its lines, and how many of them were rejected. */
  | {
      readonly kind: "parsed";
      readonly lines: number;
      readonly rejected: number;
    }
  /** The run came to another step, named for the user. */
  | { readonly kind: "step"; readonly name: string };

/** Receives the events of a run. */
export type RunObserver = (event: RunEvent) => void;

/** How far a run has come. */
export interface RunProgress {
  /** The current step, named for the user. */
  readonly step: string;
  /** null if unknown, as of standard input. */
  readonly inputBytes: number | null;
  readonly readBytes: number;
  /** Lines that were parsed. */
  readonly lines: number;
  /** Of these, lines that were rejected without looking at other events. */
  readonly rejected: number;
}

/** The progress of a run that has just begun. */
export const NO_PROGRESS: RunProgress = {
  step: "starting",
  inputBytes: null,
  readBytes: 0,
  lines: 0,
  rejected: 0,
};

/** The progress after an event. */
export function advanceProgress(
  progress: RunProgress,
  event: RunEvent,
): RunProgress {
  switch (event.kind) {
    case "started":
      return {
        ...progress,
        step: "reading",
        inputBytes: event.inputBytes ?? null,
      };
    case "read":
      return { ...progress, readBytes: progress.readBytes + event.bytes };
    case "parsed":
      return {
        ...progress,
        lines: progress.lines + event.lines,
        rejected: progress.rejected + event.rejected,
      };
    case "step":
      return { ...progress, step: event.name };
  }
}
