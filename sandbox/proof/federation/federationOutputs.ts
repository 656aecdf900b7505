import { X509Certificate } from "node:crypto";
import type { World } from "../../core/world";
import type { Entra } from "../../entra/entra";
import { binding, nameIdFormat } from "../../saml/constants";
import { readSpMetadata, type SpMetadata } from "../../saml/metadata";
import { XmlError } from "../../saml/xml";
import { outputOf, wrongOutput, type Outputs } from "../givenOut";
import { federationPath, nameIdOf, type PromisedFederation } from "../promised/domainFederation";

/**
 * Where Entra publishes what it is as a service provider. Source: Entra, "Use a SAML 2.0 Identity Provider for Single Sign On".
 */
const published = {
  global: "https://nexus.microsoftonline-p.com/federationmetadata/saml20/federationmetadata.xml",
  china: "https://nexus.partner.microsoftonline-p.cn/federationmetadata/saml20/federationmetadata.xml",
} as const;

/** Compares what the stack gives out for a domain with what Entra publishes, and with what Entra has. A line for each difference. */
export async function wrongFederationOutputs(
  federation: PromisedFederation,
  outputs: Outputs,
  { world, entra }: { readonly world: World; readonly entra: Entra },
): Promise<string[]> {
  const path = federationPath(federation);
  const output = outputOf(outputs, path);
  const url = published[entra.tenant.cloud.name];
  const metadata = readSpMetadata(await (await world.handle(new Request(url))).text());
  const names = {
    domain: federation.domain,
    entityId: metadata.entityId,
    replyUrl: consumersOf(metadata)[0],
    nameIdFormat: nameIdFormat.persistent,
    attributes: ["IDPEmail"],
    certificates: promisedCertificates(federation),
    users: promisedUsers(federation, entra),
  };
  return [
    ...Object.entries(names).flatMap(([name, expected]) => wrongOutput(path, name, output[name], expected)),
    ...wrongMetadata(path, output.metadata, metadata),
    ...(typeof output.handOff === "string" && output.handOff.includes(metadata.entityId)
      ? []
      : [`outputs: handOff of ${path} does not name ${metadata.entityId}`]),
  ];
}

const consumersOf = ({ assertionConsumerServices }: SpMetadata): string[] =>
  assertionConsumerServices.filter((service) => service.binding === binding.post).map(({ location }) => location);

/** What goes to the identity provider may say less than what Entra publishes, but nothing else. That it is missing is said at its hand-over. */
function wrongMetadata(path: string, given: unknown, wanted: SpMetadata): string[] {
  if (typeof given !== "string") return [];
  try {
    const found = readSpMetadata(given);
    return [
      ...wrongOutput(path, "metadata: the entity id", found.entityId, wanted.entityId),
      ...wrongOutput(path, "metadata: the reply URLs", consumersOf(found), consumersOf(wanted)),
      ...wrongOutput(
        path,
        "metadata: signed assertions wanted",
        found.wantAssertionsSigned,
        wanted.wantAssertionsSigned,
      ),
      ...found.nameIdFormats
        .filter((format) => !wanted.nameIdFormats.includes(format))
        .map((format) => `outputs: metadata of ${path} asks for the NameID format ${format}, and Entra does not`),
    ];
  } catch (error) {
    if (error instanceof XmlError) return [`outputs: metadata of ${path} is ${error.message}`];
    throw error;
  }
}

function promisedCertificates({ identityProvider }: PromisedFederation): Readonly<Record<string, unknown>> {
  const [current, next] = identityProvider.certificates.map((certificate) => {
    const { fingerprint, validTo } = new X509Certificate(Buffer.from(certificate, "base64"));
    const expires = new Date(validTo).toISOString().replace(".000Z", "Z");
    return { thumbprint: fingerprint.replaceAll(":", ""), expires };
  });
  return { current, ...(next && { next }) };
}

const promisedUsers = ({ users }: PromisedFederation, { tenant }: Entra): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    users.map(({ key, userPrincipalName, immutableId }) => [
      key,
      { userPrincipalName, objectId: tenant.findUser(userPrincipalName)?.id, nameId: nameIdOf(immutableId) },
    ]),
  );
