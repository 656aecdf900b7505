import type { Clock } from "./clock";

/** One call that reached an emulated cloud. */
export interface JournalEntry {
  readonly at: string;
  /** "graph", "login", "ram", "ims", "sts", ... */
  readonly service: string;
  /** "POST /v1.0/applicationTemplates/{id}/instantiate", "CreateRole", ... */
  readonly action: string;
  /** Who called: an application's client id, an access key id, a user; "anonymous" if nobody is known. */
  readonly caller: string;
  /** "ok", or the cloud's error code. */
  readonly outcome: string;
  /** What the wire does not say, such as the permission that was missing. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Every call, in order. The proof prints refusals from it; tests compare it with the documented call sequences. */
export class Journal {
  readonly #entries: JournalEntry[] = [];

  constructor(private readonly clock: Clock) {}

  add(entry: Omit<JournalEntry, "at">): void {
    this.#entries.push({ at: this.clock.now().toISOString(), ...entry });
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** What was refused, oldest first. */
  get refusals(): readonly JournalEntry[] {
    return this.#entries.filter((entry) => entry.outcome !== "ok");
  }
}
