import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { EntraCloud } from "../entra/cloud";
import { readMetadata } from "../entra/metadata";
import type { MetadataSource } from "../entra/metadataSource";
import type { ExistingSource } from "../entra/samlApplication";
import type { Fault, PathPart } from "./fault";
import type { application, certificates, metadata } from "./fields";
import { at, missingUserFaults, userIds, type EntryFindings, type Findings, type Source } from "./findings";

/** The tenant that everything is made in. */
export interface Tenant {
  readonly cloud: EntraCloud;
  /** UUID. */
  readonly tenantId: string;
}

/** The part of every entry that becomes an Entra application. */
export interface ApplicationEntry {
  readonly application: z.infer<typeof application>;
  readonly certificates: z.infer<typeof certificates>;
  readonly metadata?: z.infer<typeof metadata>;
}

/** What the service provider is called in Entra: an adopted application may not have anything else. */
export interface ServiceProviderNames {
  readonly identifier: string;
  readonly replyUrls: readonly string[];
}

export const filesOf = ({ metadata }: ApplicationEntry): string[] =>
  typeof metadata === "object" ? [metadata.file] : [];

/** Faults of an application that only tenant and files can tell. */
export function applicationFindingFaults(
  path: PathPart[],
  entry: ApplicationEntry,
  names: ServiceProviderNames | undefined,
  findings: EntryFindings,
): Fault[] {
  const { adopt, owners } = entry.application;
  const source = findings.application;
  return [
    ...("remedy" in source
      ? [at([...path, "application", adopt ? "adopt" : "kind"], adopt ?? "gallery", source.remedy)]
      : []),
    ...(names && "replyUrls" in source
      ? foreignSettingFaults([...path, "application", "adopt"], adopt, names, source)
      : []),
    ...metadataFaults(path, entry, findings),
    ...owners.flatMap((owner, index) => missingUserFaults([...path, "application", "owners", index], owner, findings)),
  ];
}

/**
 * Of several reply URLs or identifiers Entra picks one when it starts a sign-on itself, and the provider can't say which
 * (hashicorp/terraform-provider-azuread#799, #759). An adopted application's others are somebody's work, so they aren't removed.
 */
function foreignSettingFaults(
  path: PathPart[],
  adopt: unknown,
  { identifier, replyUrls }: ServiceProviderNames,
  source: ExistingSource,
): Fault[] {
  const others = [
    ...source.replyUrls.filter((url) => !replyUrls.includes(url)).map((url) => `reply URL ${url}`),
    ...source.identifierUris.filter((uri) => uri !== identifier).map((uri) => `identifier ${uri}`),
  ];
  if (others.length === 0) return [];
  const remedy = `an application without other reply URLs and identifiers: this one has ${others.join(", ")}; remove them first, or let a new application be made`;
  return [at(path, adopt, remedy)];
}

function metadataFaults(path: PathPart[], { metadata }: ApplicationEntry, { files }: Findings): Fault[] {
  if (typeof metadata !== "object") return [];
  const file = files.get(metadata.file);
  if (!file) return [];
  const problem = "remedy" in file ? file.remedy : metadataProblem(file.text);
  return problem === undefined ? [] : [at([...path, "metadata", "file"], metadata.file, problem)];
}

function metadataProblem(xml: string): string | undefined {
  try {
    readMetadata(xml);
    return undefined;
  } catch (error) {
    return `a SAML metadata file: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The arguments that every application has; only once no fault is left. */
export function applicationArgs(
  entry: ApplicationEntry,
  { application: source, users }: EntryFindings,
): {
  displayName: string;
  source: Source;
  ownerObjectIds: Record<string, pulumi.Input<string>>;
  notificationEmailAddresses: string[];
} {
  const { name, owners, notificationEmails } = entry.application;
  if ("remedy" in source) throw new Error(`no source for ${name}`);
  return {
    displayName: name,
    source,
    ownerObjectIds: userIds(owners, { users }),
    notificationEmailAddresses: notificationEmails,
  };
}

export function metadataArg({ metadata = "derived" }: ApplicationEntry, { files }: Findings): MetadataSource {
  if (typeof metadata === "string") return metadata;
  const file = files.get(metadata.file);
  return { document: file && "text" in file ? file.text : "" };
}
