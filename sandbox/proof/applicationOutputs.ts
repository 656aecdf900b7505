import { X509Certificate } from "node:crypto";
import { issuerOf, saml2Url, userAccessUrl } from "../entra/clouds";
import { activeKey, signingKeysOf } from "../entra/model/signingKeys";
import { readIdpMetadata } from "../saml/metadata";
import { XmlError } from "../saml/xml";
import type { Clouds } from "./deployed/statements";
import { outputOf, wrongOutput, type Outputs } from "./givenOut";
import { pathOf, type PromisedService } from "./promised/services";
import type { Promised } from "./stackFile";

/**
 * What a stack gives out for people to read off or to enter somewhere, beside what both sides know: no sign-on here depends on most
 * of it, and every sign-on out there does. Only what is given out is compared.
 */
export function wrongApplicationOutputs(promised: Promised, outputs: Outputs, clouds: Clouds): string[] {
  const paths = [
    ...promised.roleSso.map(({ key }) => `roleSso.${key}`),
    ...promised.cloudSso.map(({ key }) => `cloudSso.${key}`),
    ...promised.services.map(pathOf),
  ];
  return [
    ...paths.flatMap((path) => wrongEntraOutputs(path, outputOf(outputs, path), clouds)),
    ...promised.services.flatMap((service) => wrongNames(service, outputOf(outputs, pathOf(service)), clouds)),
  ];
}

/** A line, if there is an output and it is another. */
const wrongIfGiven = (path: string, output: Outputs, name: string, expected: unknown): string[] =>
  output[name] === undefined ? [] : wrongOutput(path, name, output[name], expected);

/** Addresses and certificates, as Entra has them. */
function wrongEntraOutputs(path: string, output: Outputs, { entra: { tenant } }: Clouds): string[] {
  const { clientId, certificates = {}, metadata } = output;
  const principal = typeof clientId === "string" ? tenant.servicePrincipalOf(clientId) : undefined;
  if (!principal) return [];
  const keys = signingKeysOf(tenant, principal);
  const active = activeKey(tenant, principal);
  const given = Object.entries(certificates as Readonly<Record<string, GivenCertificate>>);
  return [
    ...wrongIfGiven(path, output, "userAccessUrl", userAccessUrl(tenant.cloud, tenant.id, principal.appId)),
    ...wrongIfGiven(path, output, "loginUrl", saml2Url(tenant.cloud, tenant.id)),
    ...wrongIfGiven(path, output, "singleSignOnUrl", saml2Url(tenant.cloud, tenant.id)),
    ...(typeof output.certificate === "string" && printOf(output.certificate) !== active?.thumbprint.toUpperCase()
      ? [`outputs: certificate of ${path} is not the one that Entra signs with`]
      : []),
    ...given.flatMap(([key, certificate]) => {
      const known = keys.find(({ thumbprint }) => thumbprint.toUpperCase() === certificate.thumbprint);
      const isActive = known !== undefined && known.thumbprint === active?.thumbprint;
      return [
        ...(known ? [] : [`outputs: certificates.${key}.thumbprint of ${path} is no certificate of the application`]),
        ...wrongOutput(path, `certificates.${key}.active`, certificate.active, isActive),
        ...(certificate.pem === undefined || printOf(certificate.pem) === certificate.thumbprint
          ? []
          : [`outputs: certificates.${key}.pem of ${path} is another certificate`]),
      ];
    }),
    ...(typeof metadata === "string" ? wrongMetadata(path, metadata, given, tenant) : []),
  ];
}

interface GivenCertificate {
  readonly thumbprint?: string;
  readonly active?: boolean;
  readonly pem?: string;
}

/** Every configured certificate, and no endpoint but Entra's: a service may use any of them. */
function wrongMetadata(
  path: string,
  xml: string,
  certificates: readonly (readonly [string, GivenCertificate])[],
  { cloud, id }: Clouds["entra"]["tenant"],
): string[] {
  try {
    const metadata = readIdpMetadata(xml);
    const locations = [...new Set(metadata.singleSignOnServices.map(({ location }) => location))];
    const prints = metadata.certificates.map((one) =>
      printOf(`-----BEGIN CERTIFICATE-----\n${one}\n-----END CERTIFICATE-----`),
    );
    return [
      ...wrongOutput(path, "the entity id in metadata", metadata.entityId, issuerOf(cloud, id)),
      ...wrongOutput(path, "the endpoints in metadata", locations, [saml2Url(cloud, id)]),
      ...(certificates.length === 0
        ? []
        : wrongOutput(
            path,
            "the certificates in metadata",
            prints.sort(),
            certificates.map(([, { thumbprint }]) => thumbprint).sort(),
          )),
    ];
  } catch (error) {
    if (error instanceof XmlError) return [`outputs: metadata of ${path} can't be read: ${error.message}`];
    throw error;
  }
}

/** The service's own names, and what the hand-off tells its administrator. */
function wrongNames(service: PromisedService, output: Outputs, { entra: { tenant } }: Clouds): string[] {
  const path = pathOf(service);
  const { identifier, replyUrls, system, ssoIdentifier } = service;
  const issuer = issuerOf(tenant.cloud, tenant.id);
  const login = saml2Url(tenant.cloud, tenant.id);
  const told = {
    zillizSso: [login, identifier, ...(service.signOnUrl === undefined ? [] : [service.signOnUrl])],
    balenaSso: [ssoIdentifier ?? "", service.signOnUrl ?? ""],
    samlApps: [issuer, login, identifier, ...replyUrls, ...service.claims.map(({ name }) => name)],
  }[system];
  const { handOff } = output;
  return [
    ...wrongIfGiven(path, output, "entityId", system === "zillizSso" ? identifier : issuer),
    ...wrongIfGiven(path, output, "identifier", identifier),
    ...wrongIfGiven(path, output, "replyUrl", replyUrls[0]),
    ...wrongIfGiven(path, output, "replyUrls", replyUrls),
    ...(typeof handOff === "string"
      ? told
          .filter((value) => !says(handOff, value))
          .map((value) => `outputs: handOff of ${path} does not say ${value}`)
      : []),
  ];
}

/** As a word of its own: a name may also be a part of an address. */
const says = (text: string, value: string): boolean =>
  /\s/.test(value) ? text.includes(value) : text.split(/[\s,]+/).includes(value);

function printOf(pem: string): string {
  try {
    return new X509Certificate(pem).fingerprint.replaceAll(":", "");
  } catch {
    return "no certificate";
  }
}
