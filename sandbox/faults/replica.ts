/** A write that has not reached the replica. */
interface Lagging<State> {
  readonly before: State;
  /** What it has changed, as it is addressed by reads. */
  readonly touched: readonly string[];
  left: number;
}

/**
 * A replica that lags behind: for a number of reads after a write it answers as if that write had not happened. The number counts for
 * everything that the write has touched together, since that arrives together.
 */
export class Replica<State> {
  #lagging: Lagging<State>[] = [];

  wrote(before: State, touched: readonly string[], reads: number): void {
    this.#lagging.push({ before, touched, left: reads });
  }

  /** What a read of this sees, if it isn't the present: the state before the first write that it lacks. */
  seenBy(read: (touched: string) => boolean): State | undefined {
    const lacking = this.#lagging.filter(({ touched }) => touched.some(read));
    for (const write of lacking) write.left--;
    this.#lagging = this.#lagging.filter(({ left }) => left > 0);
    return lacking[0]?.before;
  }
}
