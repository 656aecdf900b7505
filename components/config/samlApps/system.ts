import { nameIdClaim, type Claim } from "../../entra/claims";
import { readServiceProviderMetadata, type ServiceProvider } from "../../entra/serviceProviderMetadata";
import type { SamlAppArgs } from "../../samlApp";
import { accessArgs, accessFaults, principalWishes } from "../access";
import { applicationArgs, applicationFindingFaults, filesOf, metadataArg } from "../applications";
import type { Fault, PathPart } from "../fault";
import { isHttpsUrl, longestUrl } from "../fields";
import { at, type Findings } from "../findings";
import { nameIdFaults } from "../nameIds";
import type { System } from "../system";
import type { SamlAppsSettings } from "./settings";

/** `samlApps`: names become object ids, and the service's metadata file is read. */
export const samlAppsSystem: System<SamlAppsSettings, SamlAppArgs> = {
  wishes: (entry) => ({
    ...principalWishes(entry),
    membersOf: entry.nameId ? entry.groups : [],
    files: [...filesOf(entry), ...(entry.serviceProviderMetadata ? [entry.serviceProviderMetadata.file] : [])],
  }),

  identifier(entry, findings) {
    const names = serviceProvider(entry, findings);
    const field = entry.serviceProviderMetadata ? "serviceProviderMetadata" : "identifier";
    return "remedy" in names ? undefined : { field, identifier: names.entityId };
  },

  faults(path, entry, findings) {
    const names = serviceProvider(entry, findings);
    const known = "remedy" in names ? undefined : { identifier: names.entityId, replyUrls: names.replyUrls };
    return [
      ...applicationFindingFaults(path, entry, known, findings),
      ...accessFaults(path, entry, findings),
      ...metadataFileFaults(path, entry, names),
      ...(entry.nameId ? nameIdFaults(path, entry, entry.nameId.attribute, findings) : []),
    ];
  },

  args(entry, findings, tenant) {
    const names = serviceProvider(entry, findings);
    if ("remedy" in names) throw new Error(names.remedy);
    return {
      ...tenant,
      ...applicationArgs(entry, findings),
      ...accessArgs(entry, findings),
      relayState: entry.application.relayState,
      identifier: names.entityId,
      replyUrls: names.replyUrls,
      signOnUrl: entry.signOnUrl,
      claims: claimsOf(entry),
      certificates: entry.certificates,
      metadata: metadataArg(entry, findings),
    };
  },
};

/** From the configuration itself, or from the file that it names. */
function serviceProvider(
  { identifier = "", replyUrls = [], serviceProviderMetadata }: SamlAppsSettings,
  { files }: Findings,
): ServiceProvider | { readonly remedy: string } {
  if (!serviceProviderMetadata) return { entityId: identifier, replyUrls };
  const file = files.get(serviceProviderMetadata.file);
  if (!file || "remedy" in file) return { remedy: file?.remedy ?? "a file" };
  try {
    return readServiceProviderMetadata(file.text);
  } catch (error) {
    return { remedy: `a service provider's metadata: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** What the fields of the configuration are checked for, in a file. */
function metadataFileFaults(
  path: PathPart[],
  { serviceProviderMetadata, signOnUrl }: SamlAppsSettings,
  names: ReturnType<typeof serviceProvider>,
): Fault[] {
  if (!serviceProviderMetadata) return [];
  const filePath = [...path, "serviceProviderMetadata", "file"];
  if ("remedy" in names) return [at(filePath, serviceProviderMetadata.file, names.remedy)];
  const bad = names.replyUrls.filter((url) => !isHttpsUrl(url));
  return [
    ...bad.map((url) =>
      at(filePath, url, `assertion consumer services that are https URLs of at most ${longestUrl} characters`),
    ),
    ...(names.entityId.length > longestUrl
      ? [at(filePath, names.entityId, `an entity id of at most ${longestUrl} characters`)]
      : []),
    ...(names.replyUrls.length > 1 && signOnUrl === undefined
      ? [
          at(
            [...path, "signOnUrl"],
            undefined,
            `where sign-on begins at the service: the metadata has ${names.replyUrls.length} assertion consumer services, and which of them Entra would pick by itself can't be said`,
          ),
        ]
      : []),
  ];
}

/** Nothing, if Entra's own claims are to stay. */
function claimsOf({ nameId, claims }: SamlAppsSettings): Claim[] | undefined {
  if (!nameId && !claims) return undefined;
  return [
    ...(nameId ? [nameIdClaim(nameId)] : []),
    ...(claims ?? []).map(({ name, ...source }) => ({ claimType: name, ...source })),
  ];
}
