import { expect } from "chai";
import { Batcher } from "../../../api/answers/batcher.ts";

describe("Batcher", () => {
  /** A batcher whose batches end on demand. */
  function heldBatcher(batchSize: number, longestWait?: number) {
    const batches: {
      questions: readonly number[];
      end: () => void;
      fail: (reason: Error) => void;
    }[] = [];
    const batcher = new Batcher<number, string>(
      batchSize,
      (questions) =>
        new Promise((resolve, reject) =>
          batches.push({
            questions,
            end: () => resolve(questions.map((n) => `answer ${n}`)),
            fail: reject,
          }),
        ),
      longestWait,
    );
    const ask = (n: number) => batcher.ask(String(n), n);
    const sent = () => batches.map(({ questions }) => questions);
    return { batches, ask, sent };
  }

  const turn = () => new Promise((resolve) => setImmediate(resolve));
  async function settle(): Promise<void> {
    for (let i = 0; i < 5; i++) await turn();
  }

  it("sends the questions of one turn as one batch, without repeats", async () => {
    const { batches, ask, sent } = heldBatcher(10);
    const answers = Promise.all([ask(1), ask(2), ask(1)]);
    await settle();
    expect(sent()).to.deep.equal([[1, 2]]);
    batches[0]?.end();
    expect(await answers).to.deep.equal(["answer 1", "answer 2", "answer 1"]);
  });

  it("holds questions back while a batch is running", async () => {
    const { batches, ask, sent } = heldBatcher(10);
    const answers = [];
    for (const n of [1, 2, 3]) {
      answers.push(ask(n));
      await settle();
    }
    expect(sent()).to.deep.equal([[1]]);
    batches[0]?.end();
    await settle();
    expect(sent()).to.deep.equal([[1], [2, 3]]);
    batches[1]?.end();
    expect(await Promise.all(answers)).to.have.length(3);
  });

  it("asks a question again while it is being answered", async () => {
    const { batches, ask, sent } = heldBatcher(10);
    const first = ask(1);
    await settle();
    const second = ask(1);
    batches[0]?.end();
    expect(await first).to.equal("answer 1");
    await settle();
    expect(sent()).to.deep.equal([[1], [1]]);
    batches[1]?.end();
    expect(await second).to.equal("answer 1");
  });

  it("splits waiting questions into batches of the given size", async () => {
    const { batches, ask, sent } = heldBatcher(2);
    const answers = Promise.all([1, 2, 3].map(ask));
    await settle();
    expect(sent()).to.deep.equal([[1, 2]]);
    batches[0]?.end();
    await settle();
    expect(sent()).to.deep.equal([[1, 2], [3]]);
    batches[1]?.end();
    expect(await answers).to.have.length(3);
  });

  it("reports a failure to the whole batch, and continues", async () => {
    const { batches, ask } = heldBatcher(2);
    const outcomes = Promise.allSettled([1, 2, 3].map(ask));
    await settle();
    batches[0]?.fail(new Error("no"));
    await settle();
    batches[1]?.end();
    expect((await outcomes).map(({ status }) => status)).to.deep.equal([
      "rejected",
      "rejected",
      "fulfilled",
    ]);
    const again = ask(1);
    await settle();
    batches[2]?.end();
    expect(await again).to.equal("answer 1");
  });

  it("refuses questions that would wait too long, and answers all it accepted", async () => {
    const { batches, ask, sent } = heldBatcher(2, 0);
    const taken = [1, 2].map(ask);
    await settle();
    taken.push(...[3, 4].map(ask));
    const refused = await ask(5).catch((error: unknown) => error);
    expect(refused).to.deep.include({ kind: "overloaded" });
    // Nobody new waits under a key that already waits.
    taken.push(ask(3));
    batches[0]?.end();
    await settle();
    taken.push(ask(6));
    batches[1]?.end();
    await settle();
    batches[2]?.end();
    expect(await Promise.all(taken)).to.deep.equal(
      [1, 2, 3, 4, 3, 6].map((n) => `answer ${n}`),
    );
    expect(sent()).to.deep.equal([[1, 2], [3, 4], [6]]);
  });
});
