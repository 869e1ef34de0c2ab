import { readTenDigits } from "./digits.ts";
import { FixedText } from "./fixed-text.ts";

/** From 2001-09-09 until 2286 a Unix time has ten digits. */
const TIME_LENGTH = 10;
const FIRST_TEN_DIGIT_TIME = 1_000_000_000;

const NO_TIME = -1;

/**
 * What an event in the usual layout has between its id and the first value in
 * its data: the same for all events of a type, but for the time.
 */
export class Head {
  readonly length: number;
  readonly #toTime: FixedText;
  readonly #toValue: FixedText;

  constructor(eventType: string, firstKey: string) {
    this.#toTime = new FixedText(
      `, "event_type": "${eventType}", "event_timestamp": `,
    );
    this.#toValue = new FixedText(`, "event_data": {"${firstKey}": "`);
    this.length = this.#toTime.length + TIME_LENGTH + this.#toValue.length;
  }

  /**
   * The time in the head at `at`; a negative number if there is no such head.
   * All its bytes must be readable.
   */
  readTime(view: DataView, at: number): number {
    const timeAt = at + this.#toTime.length;
    if (!this.#toTime.standsAt(view, at)) return NO_TIME;
    if (!this.#toValue.standsAt(view, timeAt + TIME_LENGTH)) return NO_TIME;
    const time = readTenDigits(view, timeAt);
    // With a zero in front it would not be JSON.
    return time >= FIRST_TEN_DIGIT_TIME ? time : NO_TIME;
  }
}
