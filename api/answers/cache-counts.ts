/**
 * How often each cache of this process had an answer, and had none: plain
 * numbers, as counting is on the way of every answer that comes from memory.
 */
export const cacheCounts = {
  /** Answers by what was asked. */
  answers: { hit: 0, miss: 0 },
  /** Users whose totals were read before anybody asked. */
  read_ahead: { hit: 0, miss: 0 },
};
