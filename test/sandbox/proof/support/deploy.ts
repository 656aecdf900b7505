import assert from "node:assert/strict";
import { federationMetadata } from "../../../../sandbox/entra/idp/federationMetadata";
import { assignAppRole } from "../../../../sandbox/entra/model/assignments";
import { assignPolicy, createPolicy } from "../../../../sandbox/entra/model/claimsMappingPolicies";
import { addTokenSigningCertificate } from "../../../../sandbox/entra/model/signingKeys";
import { findTemplate, instantiate } from "../../../../sandbox/entra/model/templates";
import type { Application, ServicePrincipal } from "../../../../sandbox/entra/model/types";
import { saml2Url, userAccessUrl } from "../../../../sandbox/entra/clouds";
import type { PromisedService } from "../../../../sandbox/proof/promised/services";
import type { Sandbox } from "../../../../sandbox/sandbox";

/** What somebody made in Entra, and what a stack would give out. */
export interface Deployed {
  readonly application: Application;
  readonly principal: ServicePrincipal;
  readonly output: Record<string, unknown>;
  /** All outputs of a stack that has nothing else. */
  readonly outputs: Record<string, unknown>;
}

const nameIdentifier = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

/** The definition of a policy that sends exactly these claims. */
export function claimsDefinition({ nameId, claims }: Pick<PromisedService, "nameId" | "claims">): string {
  const ClaimsSchema = [
    { Source: "user", ID: nameId.attribute, SamlClaimType: nameIdentifier, SamlNameIdFormat: nameId.format },
    ...claims.map((claim) =>
      "constant" in claim
        ? { Value: claim.constant, SamlClaimType: claim.name }
        : { Source: "user", ID: claim.attribute, SamlClaimType: claim.name },
    ),
  ];
  return JSON.stringify({ ClaimsMappingPolicy: { Version: 1, IncludeBasicClaimSet: "true", ClaimsSchema } });
}

/** Makes in Entra what the configuration promises, as a careful administrator would: without any code of the stack. */
export async function deploy({ entra: { tenant } }: Sandbox, service: PromisedService): Promise<Deployed> {
  const template = findTemplate(tenant, tenant.cloud.customTemplateId);
  const { application, servicePrincipal: principal } = instantiate(tenant, template, service.name, []);
  application.identifierUris = [service.identifier];
  application.web = {
    ...application.web,
    redirectUris: service.replyUrls.length > 0 ? service.replyUrls : ["https://later.invalid/"],
  };
  application.owners = service.owners.map((owner) => tenant.findUser(owner)?.id ?? assert.fail(owner));
  principal.preferredSingleSignOnMode = "saml";
  principal.loginUrl = service.myAppsLeadsThere ? (service.signOnUrl ?? null) : null;
  principal.notificationEmailAddresses = service.notificationEmails;
  principal.samlSingleSignOnSettings = { relayState: service.relayState ?? null };
  const { certificate, thumbprint } = await addTokenSigningCertificate(tenant, principal, { displayName: "CN=Test" });
  principal.preferredTokenSigningKeyThumbprint = thumbprint.toLowerCase();
  if (service.ownClaims) {
    const policy = createPolicy(tenant, { displayName: service.name, definition: [claimsDefinition(service)] });
    assignPolicy(tenant, principal, policy.id);
  }
  for (const name of [...service.users, ...service.groups]) assign(tenant, { application, principal }, name);

  const { system, key, signOnUrl } = service;
  const output = {
    clientId: application.appId,
    userAccessUrl: userAccessUrl(tenant.cloud, tenant.id, application.appId),
    ...(signOnUrl !== undefined && { signOnUrl }),
    ...(system === "zillizSso"
      ? {
          phase: service.replyUrls.length > 0 ? 2 : 1,
          singleSignOnUrl: saml2Url(tenant.cloud, tenant.id),
          entityId: service.identifier,
          certificate: `-----BEGIN CERTIFICATE-----\n${certificate.replace(/(.{64})(?=.)/g, "$1\n")}\n-----END CERTIFICATE-----\n`,
        }
      : { metadata: await federationMetadata(tenant, application.appId) }),
  };
  return { application, principal, output, outputs: { [system]: { [key]: output } } };
}

/** Gives the template's role User to a user or group. */
export function assign(
  tenant: Sandbox["entra"]["tenant"],
  { application, principal }: Pick<Deployed, "application" | "principal">,
  name: string,
): void {
  const principalId = tenant.findUser(name)?.id ?? tenant.groupsNamed(name)[0]?.id ?? assert.fail(name);
  const appRoleId = application.appRoles.find(({ displayName }) => displayName === "User")?.id ?? assert.fail("User");
  assignAppRole(tenant, principal, { appRoleId, principalId, resourceId: principal.id });
}
