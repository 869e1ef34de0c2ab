import { expect } from "chai";
import { Batcher } from "../../api/batcher.ts";

describe("Batcher", () => {
  /** A batcher whose batches end when told. */
  function heldBatcher(batchSize: number) {
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
    );
    const ask = (n: number) => batcher.ask(String(n), n);
    const sent = () => batches.map(({ questions }) => questions);
    return { batches, ask, sent };
  }

  const turn = () => new Promise((resolve) => setImmediate(resolve));
  async function settle(): Promise<void> {
    for (let i = 0; i < 5; i++) await turn();
  }

  it("sends what is asked in one turn as one batch, equal questions once", async () => {
    const { batches, ask, sent } = heldBatcher(10);
    const answers = Promise.all([ask(1), ask(2), ask(1)]);
    await settle();
    expect(sent()).to.deep.equal([[1, 2]]);
    batches[0]?.end();
    expect(await answers).to.deep.equal(["answer 1", "answer 2", "answer 1"]);
  });

  it("lets questions wait while two batches are under way", async () => {
    const { batches, ask, sent } = heldBatcher(10);
    const answers = [];
    for (const n of [1, 2, 3, 4]) {
      answers.push(ask(n));
      await settle();
    }
    expect(sent()).to.deep.equal([[1], [2]]);
    batches[1]?.end();
    await settle();
    expect(sent()).to.deep.equal([[1], [2], [3, 4]]);
    batches[0]?.end();
    batches[2]?.end();
    expect(await Promise.all(answers)).to.have.length(4);
  });

  it("asks again what is already being answered", async () => {
    const { batches, ask, sent } = heldBatcher(10);
    const first = ask(1);
    await settle();
    const second = ask(1);
    await settle();
    expect(sent()).to.deep.equal([[1], [1]]);
    for (const { end } of batches) end();
    expect(await Promise.all([first, second])).to.have.length(2);
  });

  it("cuts what waits into batches of the given size", async () => {
    const { batches, ask, sent } = heldBatcher(2);
    const answers = Promise.all([1, 2, 3, 4, 5].map(ask));
    await settle();
    expect(sent()).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
    for (const { end } of batches) end();
    await settle();
    expect(sent().at(-1)).to.deep.equal([5]);
    batches.at(-1)?.end();
    expect(await answers).to.have.length(5);
  });

  it("hands a failure to all of its batch, and goes on", async () => {
    const { batches, ask } = heldBatcher(2);
    const outcomes = Promise.allSettled([1, 2, 3].map(ask));
    await settle();
    batches[0]?.fail(new Error("no"));
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
});
