import { Batcher } from "./batcher.ts";

/** How many questions of an endpoint are answered at a time by default. */
const QUESTIONS_AT_ONCE = 4;

/**
 * Lets questions wait for one another: a few are answered at a time, and equal
 * ones that wait together once. See Batcher.
 */
export function askTogether<Question, Answer>(
  answer: (question: Question) => Promise<Answer>,
  questionsAtOnce = QUESTIONS_AT_ONCE,
): (question: Question) => Promise<Answer> {
  const batcher = new Batcher<Question, Answer>(questionsAtOnce, (questions) =>
    Promise.all(questions.map(answer)),
  );
  return (question) => batcher.ask(JSON.stringify(question), question);
}
