/** A person's mistake, or a state of affairs that they can mend: printed as one message, without a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
}
