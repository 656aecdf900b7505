import { alicloudPackage } from "./alicloud/alicloud";
import { azureadPackage } from "./azuread/azuread";
import { ProviderServer } from "./grpcServer";
import { mocksOf, type StandInMocks } from "./mocks";
import { randomPackage } from "./random/random";
import type { ProviderPackage } from "./resourceType";
import type { StandInContext } from "./standInContext";

export type { Door } from "./doorClient";
export type { Registered, StandInMocks } from "./mocks";
export type { StandInContext } from "./standInContext";

/** Running stand-ins, for one engine or several. */
export interface StandIns {
  /** Value of PULUMI_DEBUG_PROVIDERS: "azuread:41001,alicloud:41002,random:41003". */
  readonly debugProviders: string;
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  stop(): Promise<void>;
}

const packagesOf = (context: StandInContext): ProviderPackage[] => [
  azureadPackage(context),
  alicloudPackage(context),
  randomPackage(context),
];

/**
 * Starts a gRPC server on loopback per provider package. Each makes the HTTPS calls of the provider it stands in for, in the
 * same order, and reaches the clouds through the door only.
 */
export async function startStandIns(context: StandInContext): Promise<StandIns> {
  const packages = packagesOf(context);
  const servers = packages.map((provider) => new ProviderServer(provider));
  const ports = await Promise.all(servers.map((server) => server.start()));
  return {
    debugProviders: packages.map(({ name }, index) => `${name}:${String(ports[index])}`).join(","),
    versions: packages.map(({ name, version }) => ({ name, version })),
    stop() {
      for (const server of servers) server.stop();
      return Promise.resolve();
    },
  };
}

/** The same stand-ins for `pulumi.runtime.setMocks`. */
export const standInMocks = (context: StandInContext): StandInMocks => mocksOf(packagesOf(context));
