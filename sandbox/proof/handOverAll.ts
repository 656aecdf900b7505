import { handOverMetadata } from "./federation/handOverMetadata";
import {
  type IdentityProviderDesk,
  type ReadyIdentityProvider,
  readyIdentityProviders,
} from "./federation/readyIdentityProviders";
import type { Outputs } from "./givenOut";
import { handOver, type HandOver } from "./handOver";
import { type ReadyService, readyServices, type ServiceDesk } from "./readyServices";
import type { Promised } from "./stackFile";

/** What of a configuration has an administrator outside both clouds. */
export type PromisedElsewhere = Pick<Promised, "services" | "domainFederation">;

/** What makes the parties that a configuration names. */
export interface Desks {
  readonly services: ServiceDesk;
  readonly identityProviders: IdentityProviderDesk;
}

/** Everybody who is told by hand what the stack gives out. Plain JSON. */
export interface Ready {
  readonly services: readonly ReadyService[];
  readonly identityProviders: readonly ReadyIdentityProvider[];
}

export const readyAll = ({ services, domainFederation }: PromisedElsewhere, desks: Desks): Ready => ({
  services: readyServices(services, desks.services),
  identityProviders: readyIdentityProviders(domainFederation, desks.identityProviders),
});

/** What administrators enter once by hand: without it no service knows Entra, and no identity provider answers it. */
export async function handOverAll(
  { services, identityProviders }: Ready,
  send: (request: Request) => Promise<Response>,
  outputs: Outputs,
): Promise<HandOver> {
  const handedOver = await handOver(services, send, outputs);
  const metadata = await handOverMetadata(identityProviders, send, outputs);
  return {
    ...handedOver,
    done: [...handedOver.done, ...metadata.done],
    differences: [...handedOver.differences, ...metadata.differences],
  };
}
