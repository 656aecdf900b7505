import { readApplication, readPrincipals, type PromisedApplication, type PromisedPrincipals } from "./application";
import { entries, list, map, optionalText, text, type Yaml } from "./yaml";

/** One entry of `cloudSso`: an Entra application for the CloudSSO directory of one management account. */
export interface PromisedCloudSso extends PromisedApplication, PromisedPrincipals {
  /** The management account's id where `assumeRole` names it; else it is the deployer's. */
  readonly accountId?: string;
  /** Name of the role that the deployer assumes there. */
  readonly assumedRole?: string;
  readonly region: string;
  /** A name where the stack makes the directory, an id where it was there before. */
  readonly directory: { readonly name: string } | { readonly id: string };
  /** The user's attribute that is the NameID and the user name in the directory. */
  readonly nameId: string;
  /** By key; none where the stack makes the users itself. */
  readonly scimCredentials: readonly PromisedScimCredential[];
  readonly accessConfigurations: readonly PromisedAccessConfiguration[];
  readonly assignments: readonly PromisedAssignment[];
}

export interface PromisedScimCredential {
  readonly key: string;
  /** The one that Entra uses. */
  readonly active: boolean;
}

export interface PromisedAccessConfiguration {
  readonly name: string;
  readonly description: string;
  /** Seconds. */
  readonly sessionDuration: number;
  /** A page of the console; absent: its first one. */
  readonly relayState?: string;
  readonly systemPolicies: readonly string[];
  readonly inlinePolicy?: { readonly name: string; readonly document: unknown };
}

/** An access configuration in a member account, and who gets it. */
export interface PromisedAssignment extends PromisedPrincipals {
  readonly account: string;
  readonly accessConfiguration: PromisedAccessConfiguration;
}

/** Whether Entra pushes users and groups into the directory. */
export const isSynchronized = ({ scimCredentials }: PromisedCloudSso): boolean => scimCredentials.length > 0;

export function readCloudSso(key: string, entry: Yaml): PromisedCloudSso {
  const { assumeRole, region, directory, nameId = "userprincipalname" } = entry;
  const adopted = optionalText(map(directory).adopt);
  const [, accountId, assumedRole] = /^acs:ram::(\d+):role\/(.+)$/.exec(text(map(assumeRole).roleArn)) ?? [];
  const configurations = entries(entry.accessConfigurations).map(
    ([name, configuration]) => [name, readAccessConfiguration(configuration)] as const,
  );
  return {
    ...readApplication(key, entry),
    ...readPrincipals(entry),
    ...(accountId !== undefined && { accountId }),
    ...(assumedRole !== undefined && { assumedRole }),
    region: text(region),
    directory: adopted === undefined ? { name: text(map(directory).name) } : { id: adopted },
    nameId: text(nameId),
    scimCredentials: readCredentials(entry),
    accessConfigurations: configurations.map(([, configuration]) => configuration),
    assignments: entries(entry.assignments).flatMap(([, assignment]) => {
      const [, accessConfiguration] = configurations.find(([name]) => name === assignment.accessConfiguration) ?? [];
      if (!accessConfiguration) return [];
      return [{ account: text(assignment.account), accessConfiguration, ...readPrincipals(assignment) }];
    }),
  };
}

function readCredentials({ provisioning, scimCredentials }: Yaml): PromisedScimCredential[] {
  if (provisioning === "manual") return [];
  if (scimCredentials === undefined) return [{ key: "primary", active: true }];
  return entries(scimCredentials).map(([key, { active }]) => ({ key, active: active === true }));
}

function readAccessConfiguration(configuration: Yaml): PromisedAccessConfiguration {
  const { name, description, sessionDuration, relayState, systemPolicies, inlinePolicy } = configuration;
  const { name: policyName = "InlinePolicy", document } = map(inlinePolicy);
  return {
    name: text(name),
    description: text(description),
    sessionDuration: typeof sessionDuration === "number" ? sessionDuration : 3600,
    ...(typeof relayState === "string" && { relayState }),
    systemPolicies: list(systemPolicies),
    ...(inlinePolicy !== undefined && { inlinePolicy: { name: text(policyName), document } }),
  };
}
