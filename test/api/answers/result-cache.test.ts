import { expect } from "chai";
import { ResultCache } from "../../../api/answers/result-cache.ts";

describe("ResultCache", () => {
  it("returns a stored result for its version only", () => {
    const cache = new ResultCache<string | null>(10);
    cache.set(1, "a", "of 1");
    cache.set(1, "none", null);
    expect(cache.get(1, "a")).to.equal("of 1");
    expect(cache.get(1, "none")).to.equal(null);
    expect(cache.get(1, "b")).to.equal(undefined);
    expect(cache.get(0, "a")).to.equal(undefined);
    expect(cache.get(2, "a")).to.equal(undefined);
  });

  it("drops everything when a newer version comes, and stores nothing older", () => {
    const cache = new ResultCache<string>(10);
    cache.set(1, "a", "of 1");
    cache.set(2, "b", "of 2");
    cache.set(1, "b", "of 1");
    expect(cache.get(1, "a")).to.equal(undefined);
    expect(cache.get(2, "a")).to.equal(undefined);
    expect(cache.get(2, "b")).to.equal("of 2");
  });

  it("keeps the most recently used results up to its capacity", () => {
    const cache = new ResultCache<string>(2);
    cache.set(1, "a", "A");
    cache.set(1, "b", "B");
    cache.get(1, "a");
    cache.set(1, "c", "C");
    expect(cache.get(1, "b")).to.equal(undefined);
    expect(cache.get(1, "a")).to.equal("A");
    expect(cache.get(1, "c")).to.equal("C");
    cache.set(1, "c", "C");
    expect(cache.get(1, "a")).to.equal("A");
  });
});
