import type { SandboxContext } from "../../core/context";
import type { Hosts } from "../../core/world";
import type { Cloud } from "../model/cloud";
import { serveProduct } from "../rpc/dispatch";
import { directoriesOf, regions } from "./model/directories";
import { reservedNames } from "./model/provisioning";
import type { CloudSsoDirectory } from "./model/state";
import { cloudSso } from "./rpc/registry";
import { scimHost, serveScim } from "./scim/handler";

/** The API and the SCIM endpoint in every region. */
export const cloudSsoHosts = (context: SandboxContext, cloud: Cloud): Hosts =>
  Object.fromEntries(
    regions.flatMap((region) => [
      [`cloudsso.${region}.aliyuncs.com`, serveProduct(context, cloud, cloudSso(context, region))],
      [scimHost(region), serveScim(context, cloud, region)],
    ]),
  );

/** One line for each object that was deployed to a directory; roles in member accounts are listed with their accounts. */
export const cloudSsoInventory = (cloud: Cloud): string[] => directoriesOf(cloud).flatMap(linesOf);

function linesOf(directory: CloudSsoDirectory): string[] {
  const at = `cloudsso ${directory.directoryId}`;
  const { users, groups, accessConfigurations, assignments, provisionings, scimCredentials, identityProvider } =
    directory;
  const roleOf = (id: string) => {
    const configuration = accessConfigurations[id];
    return configuration ? reservedNames(configuration, directory).role : id;
  };
  return [
    ...(directory.sample ? [] : [`${at} (${directory.directoryName}, ${directory.region})`]),
    ...(identityProvider.entityId === undefined ? [] : [`${at} trusts ${identityProvider.entityId}`]),
    ...Object.values(users)
      .filter(({ sample }) => !sample)
      .map(({ userName }) => `${at} user ${userName}`),
    ...Object.values(groups).map(({ groupName }) => `${at} group ${groupName}`),
    ...Object.values(accessConfigurations).map((one) => `${at} access configuration ${one.accessConfigurationName}`),
    ...provisionings.map((one) => `${at} provisions ${roleOf(one.accessConfigurationId)} in ${one.targetId}`),
    ...assignments.map((one) => {
      const principal = users[one.principalId]?.userName ?? groups[one.principalId]?.groupName ?? one.principalId;
      return `${at} gives ${principal} ${roleOf(one.accessConfigurationId)} in ${one.targetId}`;
    }),
    ...Object.keys(scimCredentials).map((id) => `${at} SCIM credential ${id}`),
  ];
}
