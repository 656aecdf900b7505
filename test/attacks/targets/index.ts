import type { ServiceProvider } from "../target";
import { cloudSso } from "./cloudSso";
import { entra } from "./entra";
import { chinaConsole, internationalConsole, sts, type RoleProvider } from "./roleSso";
import { balena, generic, tile, zilliz } from "./services";

export const roleProviders: readonly RoleProvider[] = [chinaConsole, internationalConsole, sts];

/** Every service provider of the sandbox. */
export const serviceProviders: readonly ServiceProvider[] = [
  ...roleProviders,
  cloudSso,
  zilliz,
  balena,
  generic,
  tile,
  entra,
];
