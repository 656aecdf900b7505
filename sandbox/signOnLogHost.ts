import type { SignOnLog } from "./core/signOnLog";
import type { Hosts } from "./core/world";

/** A host that no real network has: it lets a script outside this process read what the parties of a sign-on decided. */
export const signOnLogUrl = "https://sign-ons.sandbox.internal/";

export function logHosts(signOns: SignOnLog): Hosts {
  return { [new URL(signOnLogUrl).hostname]: () => Response.json(signOns.records) };
}
