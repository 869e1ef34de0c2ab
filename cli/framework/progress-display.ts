import { formatCount } from "../../common/text.ts";
import {
  advanceProgress,
  NO_PROGRESS,
  type RunObserver,
  type RunProgress,
} from "../../runs/run-progress.ts";

const PLAIN_EVERY_MS = 5000;
const LIVE_EVERY_MS = 200;

/** Where progress is written. */
export interface ProgressTarget {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/**
 * Shows a run's progress: on a terminal one line that is overwritten, elsewhere
 * a line every few seconds. Own code: a package for progress bars
 * (cli-progress) would replace only the last lines of #show.
 */
export class ProgressDisplay {
  readonly #target: ProgressTarget;
  readonly #live: boolean;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #progress = NO_PROGRESS;
  #ended = false;

  constructor(target: ProgressTarget) {
    this.#target = target;
    this.#live = target.isTTY ?? false;
  }

  /** How far the run has come. */
  get state(): RunProgress {
    return this.#progress;
  }

  /** Begins with the first event: a run may have to wait for its turn. */
  #begin(): void {
    if (this.#timer || this.#ended) return;
    this.#startedAt = performance.now();
    this.#timer = setInterval(
      () => this.#show(),
      this.#live ? LIVE_EVERY_MS : PLAIN_EVERY_MS,
    );
    this.#timer.unref();
  }

  readonly observe: RunObserver = (event) => {
    this.#progress = advanceProgress(this.#progress, event);
    const { kind } = event;
    if (kind === "started" || kind === "step") this.#begin();
    if (kind === "step" && this.#live) this.#show();
  };

  /** Ends the display; on a terminal nothing of it stays. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!this.#timer) return;
    clearInterval(this.#timer);
    if (this.#live) this.#target.write("\r\u001b[K");
  }

  #show(): void {
    const { step, lines, rejected } = this.#progress;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const facts = [
      ...this.#share(seconds),
      `${formatCount(lines)} lines`,
      `${formatCount(Math.round(lines / seconds))} lines/s`,
      `${formatCount(rejected)} rejected`,
    ];
    const text = `${step}: ${facts.join(" · ")}`;
    if (this.#live)
      this.#target.write(
        `\r${text.slice(0, (this.#target.columns ?? 80) - 1)}\u001b[K`,
      );
    else this.#target.write(`${text}\n`);
  }

  /** How much has been read, and how long the rest will take. */
  #share(seconds: number): string[] {
    const { step, inputBytes, readBytes } = this.#progress;
    if (!inputBytes || step !== "reading") return [];
    const share = Math.min(1, readBytes / inputBytes);
    const percent = `${Math.floor(share * 100)} %`;
    if (share === 0) return [percent];
    const left = Math.ceil((seconds * (1 - share)) / share);
    return [percent, `${left} s left`];
  }
}
