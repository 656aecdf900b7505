import { CookieJar } from "../browser/cookieJar";
import type { Step } from "../browser/browser";
import type { SignOnRecord } from "../core/signOnLog";

/** Somebody clicks through as a user: a browser of its own, so that several of them don't share a session. */
export interface Walk {
  /** Nobody can guess it: who knows the address of a walk is who began it. */
  readonly id: string;
  readonly username: string;
  /** Where it began. */
  readonly start: string;
  readonly cookies: CookieJar;
  readonly steps: Step[];
  /** What was decided meanwhile. */
  readonly records: SignOnRecord[];
}

/** More are hardly open at once; the oldest is forgotten. */
const most = 100;

export class Walks {
  readonly #walks = new Map<string, Walk>();

  begin(id: string, username: string, start: string): Walk {
    const [oldest] = this.#walks.keys();
    if (this.#walks.size >= most && oldest !== undefined) this.#walks.delete(oldest);
    const walk: Walk = { id, username, start, cookies: new CookieJar(), steps: [], records: [] };
    this.#walks.set(id, walk);
    return walk;
  }

  find(id: string): Walk | undefined {
    return this.#walks.get(id);
  }

  /** Latest first. */
  get all(): readonly Walk[] {
    return [...this.#walks.values()].reverse();
  }
}

/** One after the other: what is decided meanwhile is known to belong to whoever has the turn. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
