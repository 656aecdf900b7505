/**
 * An answer that never arrives: the door breaks the connection instead of sending it. Who asks the world directly, without a
 * connection, sees a status that no server sends.
 */
export class LostReply extends Response {
  constructor() {
    super("connection reset\n", { status: 599 });
  }
}
