import { expect } from "chai";
import { VersionedCache } from "../../../api/answers/lookup.ts";

describe("VersionedCache", () => {
  it("gives back what it was given, in that version alone", () => {
    const cache = new VersionedCache<string | null>(10);
    cache.set(1, "a", "of 1");
    cache.set(1, "none", null);
    expect(cache.get(1, "a")).to.equal("of 1");
    expect(cache.get(1, "none")).to.equal(null);
    expect(cache.get(1, "b")).to.equal(undefined);
    expect(cache.get(0, "a")).to.equal(undefined);
    expect(cache.get(2, "a")).to.equal(undefined);
  });

  it("drops everything when a newer version comes, and takes nothing older", () => {
    const cache = new VersionedCache<string>(10);
    cache.set(1, "a", "of 1");
    cache.set(2, "b", "of 2");
    cache.set(1, "b", "of 1");
    expect(cache.get(1, "a")).to.equal(undefined);
    expect(cache.get(2, "a")).to.equal(undefined);
    expect(cache.get(2, "b")).to.equal("of 2");
  });

  it("holds as many as it may, those that were last used", () => {
    const cache = new VersionedCache<string>(2);
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
