import { expect } from "chai";
import fc from "fast-check";
import { networkOf } from "../../../api/access/network-of.ts";
import { Quota } from "../../../api/access/quota.ts";

describe("a quota", () => {
  it("counts per client, and starts again when its window ends", () => {
    let now = 1000;
    const quota = new Quota(2, 60, () => now);
    expect(quota.take("a")).to.deep.equal({
      exceeded: false,
      remaining: 1,
      resetSeconds: 60,
    });
    now += 30_500;
    expect(quota.take("a")).to.deep.include({ remaining: 0, resetSeconds: 30 });
    expect(quota.take("a")).to.deep.include({ exceeded: true, remaining: 0 });
    expect(quota.take("b")).to.deep.include({ exceeded: false, remaining: 1 });
    now += 29_499;
    expect(quota.take("a")).to.deep.include({ exceeded: true });
    now += 1;
    expect(quota.take("a")).to.deep.include({ exceeded: false, remaining: 1 });
    expect(quota.take("b")).to.deep.include({ remaining: 0 });
  });

  it("never asks a client to wait longer than the window", () => {
    const moments = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(moments, (now) => {
        const { resetSeconds } = new Quota(1, 60, () => now).take("a");
        expect(resetSeconds).to.equal(60);
      }),
    );
  });

  it("allows no more than the limit in any window", () => {
    const steps = fc.array(fc.nat({ max: 40_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), (pauses, limit) => {
        let now = 0;
        const quota = new Quota(limit, 60, () => now);
        let begun = -Infinity;
        let taken = 0;
        for (const pause of pauses) {
          now += pause;
          if (now - begun >= 60_000) [begun, taken] = [now, 0];
          const { exceeded } = quota.take("a");
          expect(exceeded).to.equal(++taken > limit);
        }
      }),
    );
  });

  it("keeps the most recent clients up to its capacity", () => {
    const quota = new Quota(1, 60, () => 0);
    const before = process.memoryUsage().heapUsed;
    for (let client = 0; client < 1_000_000; client++)
      quota.take(`client ${client}`);
    expect(process.memoryUsage().heapUsed - before).to.be.below(200e6);
    expect(quota.take("client 999999").exceeded).to.equal(true);
    expect(quota.take("client 0").exceeded).to.equal(false);
  });
});

describe("the network of an address", () => {
  const NETWORKS = [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::6", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["1::", "1:0:0:0::/64"],
    ["1:2:3::4:5:6:7", "1:2:3:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["no address", "no address"],
    ["", ""],
  ] as const;
  for (const [address, network] of NETWORKS)
    it(`of ${address || "no address"} is ${network || "none"}`, () => {
      expect(networkOf(address)).to.equal(network);
    });
});
