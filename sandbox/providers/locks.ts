/** A mutex per name, in one provider process: the real azuread has the same, and nothing across processes (helpers/tf/locks.go). */
export class Locks {
  readonly #tails = new Map<string, Promise<void>>();

  async hold<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(name) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.#tails.set(name, tail);
    return result;
  }
}
