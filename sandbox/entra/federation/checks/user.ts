import type { Check } from "../../../core/checks";
import { assertionOf } from "../../../saml/checks/exchange";
import { same } from "../../model/tenant";
import { accountOf, realmOf, type FederatedResponse } from "../exchange";
import { immutableIdOf } from "../nameId";

type UserCheck = Check<FederatedResponse>;

const document = "Use a SAML 2.0 Identity Provider for Single Sign On";
const codes = "Microsoft Entra authentication and authorization error codes";

/** The attribute that has the user's principal name. */
export const emailAttribute = "IDPEmail";

const emails = (exchange: FederatedResponse): string[] =>
  assertionOf(exchange)
    .attributes.filter(({ name }) => name === emailAttribute)
    .flatMap(({ values }) => values);

export const user: UserCheck = {
  name: "user",
  rule: "The NameID is the ImmutableID of a user",
  source: `${document}, required attributes; ${codes}, AADSTS51004`,
  run(exchange) {
    const nameId = assertionOf(exchange).nameIds[0]?.value ?? "";
    exchange.account = exchange.accounts.withImmutableId(immutableIdOf(nameId));
    if (exchange.account) return undefined;
    return {
      code: "AADSTS51004",
      expected: "the ImmutableID of a user of the tenant",
      found: immutableIdOf(nameId),
      remedy: "give the user this onPremisesImmutableId, or let the identity provider send the one that the user has",
    };
  },
  without(exchange) {
    exchange.account = exchange.accounts.withPrincipalName(emails(exchange)[0] ?? "");
  },
};

export const userEnabled: UserCheck = {
  name: "user-enabled",
  rule: "The user's account is enabled.",
  source: `${codes}, AADSTS50057`,
  run(exchange) {
    const { accountEnabled, userPrincipalName } = accountOf(exchange);
    if (accountEnabled) return undefined;
    return {
      code: "AADSTS50057",
      expected: "accountEnabled: true",
      found: `${userPrincipalName} has accountEnabled: false`,
      remedy: "Enable the user's account.",
    };
  },
};

/**
 * One identity provider must not vouch for users of another domain. In 2016 Entra ID let it (Bratec and Kakavas, The road to hell is
 * paved with SAML assertions); today a policy decides, whose default is to compare.
 */
export const userDomain: UserCheck = {
  name: "user-domain",
  rule: "The user is of the domain for which the identity provider was asked, or of one below it",
  source:
    "Microsoft Graph, resource types federatedTokenValidationPolicy and validatingDomains: by default sign-ins across domains are rejected; the code is unverified",
  run(exchange) {
    const { userPrincipalName } = accountOf(exchange);
    const asked = realmOf(exchange).domain;
    const own = exchange.accounts.realmOf(userPrincipalName)?.domain;
    if (own === asked) return undefined;
    return {
      code: "AADSTS5000819",
      expected: `a user of ${asked}`,
      found: `${userPrincipalName}, whose domain ${own === undefined ? "is not federated" : "has another federation"}`,
      remedy: "let each identity provider send the ImmutableIDs of its own domain's users only",
    };
  },
};

/** Who typed another of that domain's user names before is not asked: the identity provider says who it is [unverified]. */
export const idpEmail: UserCheck = {
  name: "idp-email",
  rule: `The attribute ${emailAttribute} is there once, with that user's principal name`,
  source: `${document}, required attributes, and its section on provisioning; that Entra ID compares it with the user whom the NameID names is unverified (a support engineer of Microsoft's: it looks at the ImmutableID alone), and so is the code`,
  run(exchange) {
    const [first, ...others] = emails(exchange);
    const { userPrincipalName } = accountOf(exchange);
    if (others.length === 0 && first !== undefined && same(first, userPrincipalName)) return undefined;
    return {
      code: "AADSTS5000819",
      expected: `${emailAttribute}: ${userPrincipalName}`,
      found: first === undefined ? `no ${emailAttribute}` : [first, ...others].join(" and "),
      remedy: `let the identity provider send the user's principal name as ${emailAttribute}`,
    };
  },
};
