import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { binding, nameIdFormat } from "../../saml/constants";
import { readSpMetadata } from "../../saml/metadata";
import { XmlError } from "../../saml/xml";
import { readApplication, readPrincipals, type PromisedApplication, type PromisedPrincipals } from "./application";
import { entries, list, map, optionalText, text, type Yaml } from "./yaml";

/** The keys of a configuration, and of the stack's outputs, that hold services: each a map with one entry per application. */
export const serviceSystems = ["zillizSso", "balenaSso", "samlApps"] as const;

export type ServiceSystem = (typeof serviceSystems)[number];

/** One service that users sign on to and that decides itself what they may do there. */
export interface PromisedService extends PromisedApplication, PromisedPrincipals {
  readonly system: ServiceSystem;
  /** The service's name in sessions and in the sign-on log. */
  readonly party: string;
  /** balenaCloud only. */
  readonly ssoIdentifier?: string;
  /** The service's entity id. */
  readonly identifier: string;
  /** Empty as long as the service has not said it: phase 1 of 2, in which nobody can sign on. */
  readonly replyUrls: readonly string[];
  /** Where users begin at the service, if that is known. */
  readonly signOnUrl?: string;
  /** Whether My Apps sends users there, instead of posting an assertion to the service. */
  readonly myAppsLeadsThere: boolean;
  readonly nameId: PromisedNameId;
  readonly claims: readonly PromisedClaim[];
  /** Whether Entra's own claims are replaced. */
  readonly ownClaims: boolean;
  /** What a new member may do, where the service has such a thing. */
  readonly role?: string;
}

export interface PromisedNameId {
  readonly attribute: string;
  /** URN. */
  readonly format: string;
}

/** One attribute of the assertion. */
export type PromisedClaim =
  { readonly name: string; readonly attribute: string } | { readonly name: string; readonly constant: string };

/** `zillizSso.main`: what a person finds it by. */
export const pathOf = ({ system, key }: Pick<PromisedService, "system" | "key">): string => `${system}.${key}`;

/** Nobody can sign on before the service has said where assertions go. */
export const isFirstPhase = ({ system, replyUrls }: PromisedService): boolean =>
  system === "zillizSso" && replyUrls.length === 0;

/** Every service of a configuration; `folder` is where the paths of files in it begin. */
export function readServices(config: (system: ServiceSystem) => unknown, folder: string): PromisedService[] {
  return [
    ...entries(config("zillizSso")).map(([key, entry]) => zilliz(key, entry)),
    ...entries(config("balenaSso")).map(([key, entry]) => balena(key, entry)),
    ...entries(config("samlApps")).map(([key, entry]) => samlApp(key, entry, folder)),
  ];
}

/** What Entra sends of its own accord. Source: Entra, "Customize SAML token claims", the default of the Unique User Identifier. */
const entrasNameId = { attribute: "userprincipalname", format: nameIdFormat.emailAddress };

/** Source: Zilliz Cloud documentation, "Microsoft Entra" (single sign-on): step 2 for the identifier, the last note for the role. */
function zilliz(key: string, entry: Yaml): PromisedService {
  const { identifier = "zilliz", redirectUrl, ssoLoginUrl } = entry;
  return {
    ...common("zillizSso", key, entry),
    party: "Zilliz Cloud",
    identifier: text(identifier),
    replyUrls: list([redirectUrl]),
    ...beginning(ssoLoginUrl),
    nameId: entrasNameId,
    claims: [],
    ownClaims: false,
    role: "Organization Member",
  };
}

/** Source: balena documentation, "SAML app for Microsoft Entra ID" for names and NameID, "Enterprise SSO" for the login URL. */
function balena(key: string, entry: Yaml): PromisedService {
  const ssoIdentifier = text(entry.ssoIdentifier);
  const identifier = `https://api.balena-cloud.com/auth/saml/${ssoIdentifier}`;
  return {
    ...common("balenaSso", key, entry),
    party: "balenaCloud",
    ssoIdentifier,
    identifier,
    replyUrls: [`${identifier}/callback`],
    ...beginning(`https://dashboard.balena-cloud.com/saml/${ssoIdentifier}`),
    // A person may begin at either side.
    myAppsLeadsThere: false,
    nameId: { attribute: "mail", format: nameIdFormat.emailAddress },
    claims: [],
    ownClaims: true,
  };
}

function samlApp(key: string, entry: Yaml, folder: string): PromisedService {
  const application = common("samlApps", key, entry);
  const { attribute = entrasNameId.attribute, format = "emailAddress" } = map(entry.nameId);
  return {
    ...application,
    party: application.name,
    ...serviceProvider(entry, folder),
    ...beginning(entry.signOnUrl),
    nameId: {
      attribute: text(attribute),
      format: (nameIdFormat as Readonly<Record<string, string>>)[text(format)] ?? text(format),
    },
    claims: (Array.isArray(entry.claims) ? entry.claims : []).map(readClaim),
    ownClaims: entry.nameId !== undefined || entry.claims !== undefined,
  };
}

const common = (system: ServiceSystem, key: string, entry: Yaml) => ({
  system,
  ...readApplication(key, entry),
  ...readPrincipals(entry),
});

function beginning(signOnUrl: unknown): Pick<PromisedService, "signOnUrl" | "myAppsLeadsThere"> {
  const url = optionalText(signOnUrl);
  return { ...(url !== undefined && { signOnUrl: url }), myAppsLeadsThere: url !== undefined };
}

function readClaim(claim: unknown): PromisedClaim {
  const { name, attribute, constant } = map(claim);
  return typeof constant === "string"
    ? { name: text(name), constant }
    : { name: text(name), attribute: text(attribute) };
}

/** From the configuration, or from the service's metadata (SAML 2.0 metadata, 2.4.4). Entra posts: other bindings don't count. */
function serviceProvider(
  { identifier, replyUrls, serviceProviderMetadata }: Yaml,
  folder: string,
): Pick<PromisedService, "identifier" | "replyUrls"> {
  const file = optionalText(map(serviceProviderMetadata).file);
  const path = file === undefined ? undefined : resolve(folder, file);
  if (path === undefined || !existsSync(path)) return { identifier: text(identifier), replyUrls: list(replyUrls) };
  try {
    const { entityId, assertionConsumerServices } = readSpMetadata(readFileSync(path, "utf8"));
    const posted = assertionConsumerServices.filter((service) => service.binding === binding.post);
    return { identifier: entityId, replyUrls: [...new Set(posted.map(({ location }) => location))] };
  } catch (error) {
    if (error instanceof XmlError) return { identifier: "", replyUrls: [] };
    throw error;
  }
}
