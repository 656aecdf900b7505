import { handOverMetadata } from "../proof/federation/handOverMetadata";
import { readyIdentityProviders } from "../proof/federation/readyIdentityProviders";
import { handOver } from "../proof/handOver";
import { readyServices } from "../proof/readyServices";
import type { PageSource } from "./source";

/** What administrators enter once by hand; without it no service knows Entra. The proof does the same. */
export async function handOverAll({ sandbox, promised, outputs }: PageSource): Promise<void> {
  const { services, domainFederation } = promised();
  const send = (request: Request) => sandbox.world.handle(request);
  await handOver(readyServices(services, sandbox.services), send, outputs());
  const providers = readyIdentityProviders(domainFederation, sandbox.identityProviders);
  await handOverMetadata(providers, send, outputs());
}
