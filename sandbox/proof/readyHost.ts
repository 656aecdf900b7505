import type { Hosts } from "../core/world";
import { type Desks, type PromisedElsewhere, type Ready, readyAll } from "./handOverAll";

/** A host that no real network has: a script outside this process makes ready there whom a configuration names. */
const readyUrl = "https://services.sandbox.internal/ready";

export function readyHosts(desks: Desks): Hosts {
  const answer = async (request: Request) =>
    Response.json(readyAll((await request.json()) as PromisedElsewhere, desks));
  return { [new URL(readyUrl).hostname]: answer };
}

/** The same as `readyAll`, wherever the clouds are open. */
export async function readyThrough(
  send: (request: Request) => Promise<Response>,
  { services, domainFederation }: PromisedElsewhere,
): Promise<Ready> {
  const body = JSON.stringify({ services, domainFederation });
  const reply = await send(new Request(readyUrl, { method: "POST", body }));
  return (await reply.json()) as Ready;
}
