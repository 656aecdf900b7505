import { createHash } from "node:crypto";
import type { Outputs } from "../proof/givenOut";
import type { Sandbox } from "../sandbox";

/** What a proof depends on, in one word: another one means that something was deployed or removed since. */
export function stateOf({ entra, alibaba }: Pick<Sandbox, "entra" | "alibaba">, outputs: Outputs): string {
  const text = JSON.stringify([entra.inventory(), alibaba.inventory(), outputs]);
  return createHash("sha256").update(text).digest("hex");
}
