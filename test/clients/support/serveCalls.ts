import type { Numbered, Outcome } from "./clientProcess";

/** The other end of a `ClientProcess`: answers each call, and ends when the test has gone. */
export function serveCalls(answer: (call: never) => Promise<unknown>): void {
  const send = (message: Numbered<Outcome<unknown>>) => process.send?.(message);
  process.on("message", ({ number, content }: Numbered<never>) => {
    void answer(content).then(
      (value) => send({ number, content: { answer: value } }),
      (error: unknown) => send({ number, content: { failed: error instanceof Error ? String(error.stack) : "?" } }),
    );
  });
  // Kept connections of the client must not keep this process.
  process.on("disconnect", () => process.exit());
}
