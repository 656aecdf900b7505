/**
 * A refusal in the words of a cloud. Models and handlers throw it; each cloud has one table from code to HTTP status and
 * one encoder for the body. `detail` never reaches the wire: it is for the journal and for tests.
 */
export class CloudError extends Error {
  override readonly name = "CloudError";

  constructor(
    readonly code: string,
    message: string,
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
