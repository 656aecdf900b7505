import { policiesOf } from "../../entra/model/claimsMappingPolicies";
import { parseClaimsPolicy } from "../../entra/model/claimsPolicy";
import type { ClaimRule, ServicePrincipal } from "../../entra/model/types";
import { nameIdFormat } from "../../saml/constants";
import type { PromisedClaim, PromisedService } from "../promised/services";
import { expectedAssignments, expectedOfApplication } from "./application";
import type { Clouds } from "./statements";

/** What every user of a template's application is assigned to: the role that says no more than that. */
export const plainAccess = "User";

const nameIdentifier = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

const says = {
  ownClaims: "has a claims mapping policy",
  entrasClaims: "has no claims mapping policy",
  fewer: "leaves out the basic claims",
  nameId: (source: string, format: string) => `names users by ${source}, as ${format}`,
  claim: (name: string, source: string) => `sends the claim ${name} with ${source}`,
};

/** What an entry of `zillizSso`, `balenaSso` or `samlApps` promises in Entra. */
export function expectedOfService(service: PromisedService, clouds: Clouds): string[] {
  const { name, identifier, replyUrls, signOnUrl, myAppsLeadsThere, users, groups } = service;
  const saml = { identifier, replyUrls, ...(myAppsLeadsThere && { signOnUrl }) };
  return [
    ...expectedOfApplication(service, saml, clouds),
    ...expectedClaims(service).map((text) => `${name} ${text}`),
    ...expectedAssignments(service, plainAccess, [...users, ...groups], clouds),
  ];
}

/** What an application that names users in its own way is told to send. */
export function expectedClaims({
  ownClaims,
  nameId,
  claims,
}: Pick<PromisedService, "ownClaims" | "nameId" | "claims">): string[] {
  if (!ownClaims) return [says.entrasClaims];
  const source = (claim: PromisedClaim) => sourceText("constant" in claim ? claim : { attribute: claim.attribute });
  return [
    says.ownClaims,
    says.nameId(sourceText(nameId), nameId.format),
    ...claims.map((claim) => says.claim(claim.name, source(claim))),
  ];
}

/** The claims that an application is told to send, in the same words. */
export function foundClaims(displayName: string, principal: ServicePrincipal, { entra: { tenant } }: Clouds): string[] {
  const policies = policiesOf(tenant, principal).map(({ definition }) => parseClaimsPolicy(definition));
  const texts = policies.flatMap(({ includeBasicClaimSet, rules }) => [
    says.ownClaims,
    ...(includeBasicClaimSet ? [] : [says.fewer]),
    nameIdText(rules.find(({ name }) => name === nameIdentifier)),
    ...rules.filter(({ name }) => name !== nameIdentifier).map((rule) => says.claim(rule.name, sourceText(rule))),
  ]);
  return (policies.length === 0 ? [says.entrasClaims] : texts).map((text) => `${displayName} ${text}`);
}

/** A policy that doesn't set the NameID leaves Entra's own (Entra, "Customize SAML token claims"). */
function nameIdText(rule: Pick<ClaimRule, "attribute" | "constant" | "nameIdFormat"> = {}): string {
  const source =
    rule.attribute === undefined && rule.constant === undefined ? { attribute: "userprincipalname" } : rule;
  return says.nameId(sourceText(source), rule.nameIdFormat ?? nameIdFormat.emailAddress);
}

const sourceText = ({ attribute, constant }: { readonly attribute?: string; readonly constant?: string }): string =>
  constant === undefined ? `the user's ${attribute ?? ""}` : JSON.stringify(constant);
