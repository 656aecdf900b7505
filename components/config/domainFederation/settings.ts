import { z } from "zod";
import { httpsUrl, map, nonEmpty, text } from "../fields";

const certificate = nonEmpty("a certificate, PEM or base64 of its DER form");

/** Either the values, or the metadata that has them: which of these are needed is said by the rules. */
const identityProvider = z.strictObject({
  name: text(/^[\s\S]{1,256}$/, "what the identity provider is called, 1 to 256 characters"),
  issuer: text(/^[A-Za-z][A-Za-z0-9+.-]*:\S{1,1000}$/, "the identity provider's entity id, a URI").optional(),
  signInUrl: httpsUrl("where Entra posts its request").optional(),
  signOutUrl: httpsUrl("where people who sign out are sent").optional(),
  activeSignInUrl: httpsUrl("the endpoint of the Enhanced Client Protocol").optional(),
  certificate: certificate.optional(),
  metadata: z
    .union(
      [z.strictObject({ file: nonEmpty("the path of an XML file") }), z.strictObject({ xml: nonEmpty("XML text") })],
      { error: "{file: <path of an XML file>} or {xml: <the document itself>}" },
    )
    .optional(),
  nextCertificate: certificate.optional(),
  metadataUrl: httpsUrl("where the identity provider publishes its metadata").optional(),
});

/** Characters and length: Entra, "UserPrincipalName policies". */
const userPrincipalName = text(
  /^[A-Za-z0-9'._!#^~-]{1,64}@[A-Za-z0-9.-]+$/,
  "a user principal name: up to 64 letters, digits and ' . - _ ! # ^ ~, an @, and the domain",
);

const name = (what: string) => text(/^[\s\S]{1,64}$/, `${what}, 1 to 64 characters`).optional();

const user = z.strictObject({
  userPrincipalName,
  immutableId: nonEmpty("what the identity provider sends as NameID, in quotes if it is a number"),
  displayName: text(/^[\s\S]{1,256}$/, "what others see, 1 to 256 characters"),
  givenName: name("the given name"),
  surname: name("the family name"),
  usageLocation: text(/^[A-Z]{2}$/, "a country, two capital letters (ISO 3166)").optional(),
  alternateEmail: text(/^[^@\s]+@[^@\s]+$/, "an e-mail address").optional(),
});

/** One entry of `domainFederation`: a domain whose users sign in at a company's own identity provider. */
const domainFederationEntry = z.strictObject({
  domain: text(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/, "a domain of the tenant, in lower case"),
  identityProvider,
  mfa: z
    .enum(["acceptIfMfaDoneByFederatedIdp", "enforceMfaByFederatedIdp", "rejectMfaByFederatedIdp"], {
      error: "acceptIfMfaDoneByFederatedIdp, enforceMfaByFederatedIdp or rejectMfaByFederatedIdp",
    })
    // What Entra does where nobody chose (Microsoft Graph, "federatedIdpMfaBehavior values"): a second factor of the identity
    // provider counts, and where there was none, Entra asks for its own. Nobody gets in with less than the tenant demands.
    .prefault("acceptIfMfaDoneByFederatedIdp"),
  adopt: z.boolean({ error: "true if the domain is federated already, and stays so" }).prefault(false),
  users: map(user, "a user").prefault({}),
});

export const domainFederationSchema = map(domainFederationEntry, "a domain to federate").optional();

export type DomainFederationSettings = z.infer<typeof domainFederationEntry>;
