import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** What travels between a test and a client's process; both directions are numbered, since calls may overlap. */
export interface Numbered<Content> {
  readonly number: number;
  readonly content: Content;
}

/** A client's answer, or why the client's own process could not give one. */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly failed: string };

const root = join(__dirname, "..", "..", "..");
/** Where a client is found, and its temporary files; never the credentials of whoever runs the tests. */
const inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot"];

/**
 * A script that drives one official client, in a process of its own: Node reads NODE_EXTRA_CA_CERTS at its start only, and a
 * user's client finds nothing but this environment either.
 */
export class ClientProcess<Call, Answer> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (outcome: Outcome<Answer>) => void>();
  #count = 0;
  #stopping = false;

  constructor(script: string, environment: Readonly<Record<string, string>>) {
    const own = inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
    this.#child = fork(script, {
      cwd: root,
      env: { ...(Object.fromEntries(own) as Record<string, string>), ...environment },
      execArgv: ["-r", "ts-node/register", "-r", join(__dirname, "throughProxy.ts")],
      serialization: "advanced",
    });
    this.#child.on("message", ({ number, content }: Numbered<Outcome<Answer>>) => {
      this.#waiting.get(number)?.(content);
      this.#waiting.delete(number);
    });
    this.#child.on("exit", (code) => {
      if (this.#stopping) return;
      for (const end of this.#waiting.values()) end({ failed: `the client's process ended with ${String(code)}` });
      this.#waiting.clear();
    });
  }

  async call(content: Call): Promise<Answer> {
    const number = this.#count++;
    const outcome = await new Promise<Outcome<Answer>>((resolve, reject) => {
      this.#waiting.set(number, resolve);
      this.#child.send({ number, content } satisfies Numbered<Call>, (error) => {
        if (error) reject(error);
      });
    });
    if ("answer" in outcome) return outcome.answer;
    throw new Error(outcome.failed);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child.exitCode !== null || !this.#child.connected) return;
    await new Promise((resolve) => {
      this.#child.once("exit", resolve);
      this.#child.disconnect();
    });
  }
}
