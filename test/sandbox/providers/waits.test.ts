import assert from "node:assert/strict";
import { ManualClock } from "../../../sandbox/core/clock";
import { Locks } from "../../../sandbox/providers/locks";
import { consistencyWait, waitFor, WaitTimeout } from "../../../sandbox/providers/waits";

describe("waits of the real providers", () => {
  /** Looks as written, "+" for reached; returns how many were needed and how long it took. */
  async function wait(looks: string, options = consistencyWait): Promise<{ looks: number; seconds: number }> {
    const clock = new ManualClock();
    const start = clock.now().getTime();
    let count = 0;
    await waitFor(clock, () => Promise.resolve(looks.charAt(count++) !== "-"), options);
    return { looks: count, seconds: (clock.now().getTime() - start) / 1000 };
  }

  it("want five looks in a row, 5 s apart", async () =>
    assert.deepEqual(await wait("+++++"), { looks: 5, seconds: 20 }));
  it("count again after a miss", async () => assert.deepEqual((await wait("++++-+++++")).looks, 10));
  it("take one look where one is enough", async () => {
    assert.deepEqual(await wait("+", { minTimeout: 1000, times: 1, timeout: 300_000 }), { looks: 1, seconds: 0 });
  });
  it("look ever more seldom while there is nothing, at least each 10 s", async () => {
    const { looks, seconds } = await wait("-------+++++", { minTimeout: 1000, times: 1, timeout: 300_000 });
    assert.equal(looks, 8);
    assert.ok(seconds > 20 && seconds <= 70);
  });
  it("end, with an error, after the time given", async () => {
    await assert.rejects(wait("-".repeat(1000)), WaitTimeout);
  });
  it("count their own pauses only: the clock is everybody's", async () => {
    const clock = new ManualClock();
    let looks = 0;
    const look = () => {
      clock.advance(3_600_000);
      return Promise.resolve(++looks > 3);
    };
    await waitFor(clock, look, consistencyWait);
    assert.equal(looks, 8);
  });
});

describe("locks of the real provider", () => {
  it("let one after the other do its work, failed or not, and each name for itself", async () => {
    const locks = new Locks();
    const seen: string[] = [];
    const work =
      (name: string, fails = false) =>
      async () => {
        seen.push(`${name} begins`);
        await new Promise((next) => setImmediate(next));
        seen.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    const all = [locks.hold("a", work("1", true)), locks.hold("a", work("2")), locks.hold("b", work("3"))];
    const results = await Promise.allSettled(all);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["rejected", "fulfilled", "fulfilled"],
    );
    assert.ok(seen.indexOf("1 ends") < seen.indexOf("2 begins"));
    assert.ok(seen.indexOf("3 begins") < seen.indexOf("1 ends"));
  });
});
