import type { Hosts } from "../core/world";
import type { PromisedService } from "./promised/services";
import { readyServices, type ReadyService, type ServiceDesk } from "./readyServices";

/** A host that no real network has: a script outside this process makes the services of a configuration ready there. */
const readyUrl = "https://services.sandbox.internal/ready";

export function readyHosts(desk: ServiceDesk): Hosts {
  const answer = async (request: Request) =>
    Response.json(readyServices((await request.json()) as readonly PromisedService[], desk));
  return { [new URL(readyUrl).hostname]: answer };
}

/** The same as `readyServices`, wherever the clouds are open. */
export async function readyThrough(
  send: (request: Request) => Promise<Response>,
  services: readonly PromisedService[],
): Promise<readonly ReadyService[]> {
  const reply = await send(new Request(readyUrl, { method: "POST", body: JSON.stringify(services) }));
  return (await reply.json()) as readonly ReadyService[];
}
