import type { Strikes } from "../core/settings";

/**
 * Says which call is struck. It counts for each entry by itself, and reads the list at every call: a test may change its own list
 * while the clouds are open.
 */
export class Striker {
  readonly #seen = new WeakMap<Strikes, { calls: number; strikes: number }>();

  constructor(private readonly list: readonly Strikes[]) {}

  /** The first entry that strikes this call, or nothing. A call is struck once. */
  strike(call: string): Strikes | undefined {
    const matching = this.list.filter(({ calls }) => !calls || calls.some((start) => call.startsWith(start)));
    // Everybody counts before anybody strikes: whether an entry is due must not depend on its neighbours.
    const due = matching.filter((entry) => this.#isDue(entry));
    const [first] = due;
    if (first) this.#of(first).strikes++;
    return first;
  }

  #isDue(entry: Strikes): boolean {
    const seen = this.#of(entry);
    seen.calls++;
    return seen.calls % (entry.every ?? 1) === 0 && seen.strikes < (entry.times ?? Infinity);
  }

  #of(entry: Strikes): { calls: number; strikes: number } {
    let seen = this.#seen.get(entry);
    if (!seen) this.#seen.set(entry, (seen = { calls: 0, strikes: 0 }));
    return seen;
  }
}
