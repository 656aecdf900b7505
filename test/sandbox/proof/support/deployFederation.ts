import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createFederation } from "../../../../sandbox/entra/model/domainFederations";
import type { DomainFederation, FederatedIdpMfaBehavior } from "../../../../sandbox/entra/model/domainTypes";
import type { User } from "../../../../sandbox/entra/model/types";
import { createUser } from "../../../../sandbox/entra/model/users";
import type { IdentityProviderRecord } from "../../../../sandbox/identityProviders/model/state";
import type { PromisedFederatedUser, PromisedFederation } from "../../../../sandbox/proof/promised/domainFederation";
import type { Sandbox } from "../../../../sandbox/sandbox";

/** What somebody made in Entra, and what a stack would give out. */
export interface DeployedFederation {
  readonly federation: DomainFederation;
  readonly output: Record<string, unknown>;
  /** All outputs of a stack that has nothing else. */
  readonly outputs: Record<string, unknown>;
}

/** What Entra is as a service provider: values of the document. */
export const relyingParty = {
  entityId: "urn:federation:MicrosoftOnline",
  replyUrl: "https://login.microsoftonline.com/login.srf",
} as const;

const saml = "urn:oasis:names:tc:SAML:2.0";

/** As its administrator gets it. */
export const relyingPartyMetadata = `<EntityDescriptor xmlns="${saml}:metadata" entityID="${relyingParty.entityId}"><SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="${saml}:protocol"><NameIDFormat>${saml}:nameid-format:persistent</NameIDFormat><AssertionConsumerService Binding="${saml}:bindings:HTTP-POST" Location="${relyingParty.replyUrl}" index="0"/></SPSSODescriptor></EntityDescriptor>`;

/** Makes in Entra what the configuration promises, as a careful administrator would: without any code of the stack. */
export function deployFederation({ entra: { tenant } }: Sandbox, promised: PromisedFederation): DeployedFederation {
  const { key, domain, mfa, identityProvider, users } = promised;
  const [signingCertificate = "", nextSigningCertificate = null] = identityProvider.certificates;
  const federation = createFederation(tenant, tenant.domain(domain), {
    displayName: identityProvider.name,
    issuerUri: identityProvider.issuer,
    passiveSignInUri: identityProvider.signInUrl,
    signOutUri: identityProvider.signOutUrl ?? null,
    activeSignInUri: identityProvider.activeSignInUrl ?? null,
    preferredAuthenticationProtocol: "saml",
    federatedIdpMfaBehavior: mfa as FederatedIdpMfaBehavior,
    ...{ signingCertificate, nextSigningCertificate },
  });
  const made = users.map((user) => [user, makeUser(tenant, user)] as const);
  const output = {
    domain,
    ...relyingParty,
    nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    attributes: ["IDPEmail"],
    metadata: relyingPartyMetadata,
    handOff: `Add Entra as a relying party: ${relyingParty.entityId}`,
    certificates: {
      current: factsOf(signingCertificate),
      ...(nextSigningCertificate !== null && { next: factsOf(nextSigningCertificate) }),
    },
    users: Object.fromEntries(
      made.map(([user, { id: objectId }]) => [
        user.key,
        { userPrincipalName: user.userPrincipalName, objectId, nameId: user.immutableId.replace("+", ".2B") },
      ]),
    ),
  };
  return { federation, output, outputs: { domainFederation: { [key]: output } } };
}

const makeUser = (tenant: Sandbox["entra"]["tenant"], user: PromisedFederatedUser): User =>
  createUser(tenant, {
    accountEnabled: true,
    userPrincipalName: user.userPrincipalName,
    mailNickname: user.key,
    displayName: user.displayName,
    onPremisesImmutableId: user.immutableId,
    givenName: user.givenName ?? null,
    surname: user.surname ?? null,
    usageLocation: user.usageLocation ?? null,
    otherMails: user.alternateEmail === undefined ? [] : [user.alternateEmail],
    password: "Nobody-types-th1s",
  });

/** All certificates of the samples are valid for twenty years. */
const factsOf = (certificate: string) => ({
  thumbprint: createHash("sha1").update(Buffer.from(certificate, "base64")).digest("hex").toUpperCase(),
  expires: "2044-01-01T00:00:00Z",
});

export const userOf = ({ entra: { tenant } }: Sandbox, name: string): User =>
  tenant.findUser(name) ?? assert.fail(name);

/** The emulated identity provider with that issuer, whatever anybody else says of it. */
export const identityProviderOf = ({ identityProviders }: Sandbox, issuer: string): IdentityProviderRecord =>
  identityProviders.all.find((one) => one.issuer === issuer) ?? assert.fail(issuer);
