import { code as cloudSsoCode } from "../alibaba/cloudsso/sp/codes";
import { subjectValue } from "../alibaba/cloudsso/sp/checks/response";
import { assertionChecks } from "../alibaba/sp/accept";
import { rolePair, type PickedPair } from "../alibaba/sp/checks/rolePair";
import { editions } from "../alibaba/sp/editions";
import { code as roleCode, type RoleResponse } from "../alibaba/sp/exchange";
import { runEveryCheck, type CheckResult } from "../core/checks";
import { outputOf, type Outputs } from "../proof/givenOut";
import type { PromisedCloudSso } from "../proof/promised/cloudSso";
import type { PromisedRoleSso } from "../proof/promised/roleSso";
import { pathOf, type PromisedService, type ServiceSystem } from "../proof/promised/services";
import type { Promised } from "../proof/stackFile";
import type { SamlExchange } from "../saml/checks/exchange";
import { profileChecks } from "../saml/checks/profile";
import { readIdpMetadata } from "../saml/metadata";
import { XmlError } from "../saml/xml";
import { anyIssuer, emailNameId } from "../services/checks";
import { code as serviceCode } from "../services/codes";
import { federationServiceProviders } from "./federation";
import { examineWith, type ServiceProvider, type TrustedIdentityProvider } from "./serviceProvider";

/** Every service provider that a stack signs on to, as its configuration and its outputs describe them. */
export const serviceProvidersOf = (
  promised: Promised,
  outputs: Outputs,
  standInFor: (certificate: string) => string = (certificate) => certificate,
): ServiceProvider[] => [
  ...promised.roleSso.map((application) => roleSso(application, outputs)),
  ...promised.cloudSso.map((application) => cloudSso(application, outputs)),
  ...promised.services.map((service) => samlService(service, outputs)),
  ...federationServiceProviders(promised, standInFor),
];

function roleSso({ key, name, edition }: PromisedRoleSso, outputs: Outputs): ServiceProvider {
  const path = `roleSso.${key}`;
  const { title = "", entityId: audience = "", acs = "" } = editions.find((one) => one.key === edition) ?? {};
  const codes = { invalid: roleCode.invalid, expired: roleCode.expired, unknownIssuer: roleCode.noProvider };
  return {
    path,
    name: `${name}, ${title}`,
    audience,
    replyUrls: [acs],
    ...trustOf(outputOf(outputs, path)),
    examine: examineWith({ audience, unsolicited: true, codes }, assertionChecks, examinePairs),
  };
}

/** Each pair of a role and a SAML provider. Whether they exist, only RAM knows. */
const examinePairs = ({ roleValues = [] }: RoleResponse): readonly CheckResult[] =>
  roleValues.flatMap((value) => runEveryCheck<PickedPair>([rolePair], { value }));

function cloudSso({ key, name }: PromisedCloudSso, outputs: Outputs): ServiceProvider {
  const path = `cloudSso.${key}`;
  const output = outputOf(outputs, path);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const { invalid, expired, unknownIssuer } = cloudSsoCode;
  const audience = text(output.identifier);
  return {
    path,
    name: `${name}, Alibaba CloudSSO`,
    audience,
    replyUrls: [text(output.replyUrl)],
    ...trustOf(output),
    examine: examineWith(
      { audience, unsolicited: true, codes: { invalid, expired, unknownIssuer } },
      profileChecks({ after: [subjectValue] }),
    ),
  };
}

const serviceChecks: Readonly<Record<ServiceSystem, ReturnType<typeof profileChecks<SamlExchange>>>> = {
  zillizSso: profileChecks({ issuer: anyIssuer }),
  balenaSso: profileChecks({ nameId: [emailNameId] }),
  samlApps: profileChecks(),
};

function samlService(service: PromisedService, outputs: Outputs): ServiceProvider {
  const { system, name, party, identifier: audience, replyUrls } = service;
  const path = pathOf(service);
  const { invalid, expired, unknownIssuer } = serviceCode;
  // Zilliz Cloud alone is only known to begin by itself.
  const unsolicited = system !== "zillizSso";
  return {
    path,
    name: party === name ? name : `${name}, ${party}`,
    audience,
    replyUrls,
    ...trustOf(outputOf(outputs, path)),
    examine: examineWith({ audience, unsolicited, codes: { invalid, expired, unknownIssuer } }, serviceChecks[system]),
  };
}

/** What the stack hands over to the service provider: metadata, or a certificate alone. */
function trustOf({ metadata, certificate }: Outputs): { readonly trusts?: TrustedIdentityProvider } {
  if (typeof metadata === "string") {
    try {
      const { entityId: issuer, certificates } = readIdpMetadata(metadata);
      return { trusts: { issuer, certificates } };
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
    }
  }
  if (typeof certificate !== "string") return {};
  return { trusts: { certificates: [certificate.replace(/-----[A-Z ]+-----|\s/g, "")] } };
}
