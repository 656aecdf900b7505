/** The sandbox's time. Everything in `sandbox/` that needs a date or a pause takes one of these. */
export interface Clock {
  now(): Date;
  /** Lets `milliseconds` pass on this clock. What waits for real time elsewhere does not wait here. */
  sleep(milliseconds: number): Promise<void>;
  /** How far sleeps have moved this clock beyond the one that clients stamp their requests with. Milliseconds, default none. */
  readonly ahead?: number;
}

/**
 * Starts at `start` and runs with the machine's clock; a `sleep` moves it ahead at once.
 * So the polls and pauses of the real providers (20 s after a template, 5 s per assignment) keep their calls and their order,
 * and lag that a test asks for in seconds still passes, but nobody waits.
 */
export class SandboxClock implements Clock {
  #ahead: number;

  constructor(start: Date = new Date()) {
    this.#ahead = start.getTime() - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  get ahead(): number {
    return this.#ahead;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#ahead += milliseconds;
    // Other work of the event loop gets its turn, as in a real pause.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Stands still until it is moved: for tests that depend on exact times. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start = new Date("2026-01-15T08:00:00Z")) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.advance(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
