import type { RunObserver } from "../ingest/run-observer.ts";
import { RunProgress } from "../ingest/run-progress.ts";

/** What is changing the database. */
export interface UnderWay {
  /** The command that asked for it. */
  readonly command: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly progress: RunProgress;
}

/**
 * What this process does for other commands, for whoever wants to show it.
 * Changes come one at a time, so there is one or none.
 */
export class Activity {
  #current: UnderWay | undefined;

  get current(): UnderWay | undefined {
    return this.#current;
  }

  /** Shows `command` for as long as `work` takes, as `work` tells `observer`. */
  async during<T>(
    command: string,
    observer: RunObserver,
    work: (observer: RunObserver) => Promise<T>,
  ): Promise<T> {
    const progress = new RunProgress();
    this.#current = { command, startedAt: Date.now(), progress };
    try {
      return await work(observedByBoth(progress, observer));
    } finally {
      this.#current = undefined;
    }
  }
}

function observedByBoth(one: RunObserver, other: RunObserver): RunObserver {
  return {
    started(inputBytes) {
      one.started(inputBytes);
      other.started(inputBytes);
    },
    read(bytes) {
      one.read(bytes);
      other.read(bytes);
    },
    parsed(outcome) {
      one.parsed(outcome);
      other.parsed(outcome);
    },
    step(name) {
      one.step(name);
      other.step(name);
    },
  };
}
