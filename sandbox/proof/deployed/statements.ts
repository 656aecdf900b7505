import type { Alibaba } from "../../alibaba/alibaba";
import type { Entra } from "../../entra/entra";

/** What is read. */
export interface Clouds {
  readonly entra: Entra;
  readonly alibaba: Alibaba;
}

/** One sentence that is true of a cloud. The same sentence in a configuration's words means that it was promised. */
export interface Statement {
  readonly text: string;
  /** About something that an adopted application may have had before the stack, which the stack leaves alone. */
  readonly maybeOlder?: boolean;
}

/** The same text for the same content. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

/** A user or group by any of its names, as an object id. */
export function principalId(name: string, { entra: { tenant } }: Clouds): string {
  return tenant.findUser(name)?.id ?? tenant.findGroup(name)?.id ?? tenant.groupsNamed(name)[0]?.id ?? name;
}
