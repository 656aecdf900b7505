import { createHash } from "node:crypto";
import type { Ids } from "../../core/ids";
import { nameIdFormat } from "../../saml/constants";
import type { ClaimRule, User } from "../model/types";

/** One attribute of an assertion. */
export interface Claim {
  readonly name: string;
  readonly values: readonly string[];
}

export interface NameId {
  readonly value: string;
  readonly format: string;
}

/** What claims are made of. */
export interface ClaimSource {
  readonly tenantId: string;
  readonly issuer: string;
  readonly user: User;
  /** Values of the app roles that the user has, directly and through groups. */
  readonly roles: readonly string[];
}

const soap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
const microsoft = "http://schemas.microsoft.com/identity/claims";

/** A rule for this claim sets the NameID of the subject. */
export const nameIdentifierClaim = `${soap}/nameidentifier`;

/** Claims of every SAML token ("Claims customization reference", core claim set); their exact list is unverified. */
const coreClaims = ({ tenantId, issuer, user }: ClaimSource): Claim[] => [
  { name: `${microsoft}/tenantid`, values: [tenantId] },
  { name: `${microsoft}/objectidentifier`, values: [user.id] },
  { name: `${microsoft}/displayname`, values: [user.displayName] },
  { name: `${microsoft}/identityprovider`, values: [issuer] },
  {
    name: "http://schemas.microsoft.com/claims/authnmethodsreferences",
    values: ["http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password"],
  },
];

/** The basic claim set, which a claims mapping policy may leave out. */
const basicRules: readonly ClaimRule[] = [
  { name: `${soap}/givenname`, attribute: "givenname" },
  { name: `${soap}/surname`, attribute: "surname" },
  { name: `${soap}/emailaddress`, attribute: "mail" },
  { name: `${soap}/name`, attribute: "userprincipalname" },
];

/** "Claims customization reference", table of valid IDs with source user: those the sandbox's directory has. */
function valuesOf({ attribute, constant }: ClaimRule, { user, roles }: ClaimSource): readonly string[] {
  if (constant !== undefined) return [constant];
  if (attribute === "assignedroles") return roles;
  const value = attributesOf(user).get(attribute ?? "");
  return value ? [value] : [];
}

function attributesOf(user: User): ReadonlyMap<string, string | null> {
  const extensions = Object.entries(user.onPremisesExtensionAttributes);
  return new Map<string, string | null>([
    ["userprincipalname", user.userPrincipalName],
    ["mail", user.mail],
    ["mailnickname", user.mailNickname],
    ["employeeid", user.employeeId],
    ["onpremisessamaccountname", user.onPremisesSamAccountName],
    ["givenname", user.givenName],
    ["surname", user.surname],
    ["displayname", user.displayName],
    ["objectid", user.id],
    ...extensions.map(([name, value]): [string, string] => [name.toLowerCase(), value]),
  ]);
}

/**
 * The attributes of an assertion. A rule without a value gives none: so do an attribute that does not exist and a quoted
 * constant in place of an attribute.
 */
export function attributeClaims(
  source: ClaimSource,
  rules: readonly ClaimRule[],
  includeBasicClaimSet: boolean,
): readonly Claim[] {
  const configured = rules.filter(({ name }) => name !== nameIdentifierClaim);
  const basic = includeBasicClaimSet
    ? basicRules.filter(({ name }) => !configured.some((rule) => rule.name === name))
    : [];
  const evaluated = [...basic, ...configured].map((rule): Claim => ({
    name: rule.name,
    values: valuesOf(rule, source),
  }));
  return [...coreClaims(source), ...evaluated.filter(({ values }) => values.length > 0)];
}

/** "Claims customization reference", table of sources allowed for NameID. */
const nameIdSources =
  /^(mail|userprincipalname|onpremisessamaccountname|employeeid|telephonenumber|extensionattribute([1-9]|1[0-5]))$/;

/** The subject: the principal name as an e-mail address, unless a rule says otherwise. Undefined if there is no value. */
export function nameIdOf(source: ClaimSource, rules: readonly ClaimRule[]): NameId | undefined {
  const rule = rules.find(({ name }) => name === nameIdentifierClaim) ?? {
    name: nameIdentifierClaim,
    attribute: "userprincipalname",
  };
  if (rule.constant !== undefined || !nameIdSources.test(rule.attribute ?? "")) return undefined;
  const [value] = valuesOf(rule, source);
  return value === undefined ? undefined : { value, format: rule.nameIdFormat ?? nameIdFormat.emailAddress };
}

/**
 * The subject that a service's request asks for by its NameIDPolicy ("Single sign-on SAML protocol", NameIDPolicy; "Claims
 * customization": a format in the request is honoured). For emailAddress, that only the format changes is unverified. With
 * unspecified Entra ID chooses the format, and "issues the NameID claim as a pairwise identifier"; that it then calls it persistent
 * is unverified, and so is that a configured source does not matter.
 */
export function requestedNameId(
  configured: NameId | undefined,
  request: { readonly issuer: string; readonly nameIdFormat?: string } | undefined,
  { tenantId, user }: ClaimSource,
  ids: Ids,
): NameId | undefined {
  const format = request?.nameIdFormat;
  if (format === nameIdFormat.transient) return { format, value: `_${ids.uuid()}` };
  if (request && (format === nameIdFormat.persistent || format === nameIdFormat.unspecified)) {
    // "A pairwise identifier": opaque, and the same for one user at one service. How Entra ID makes it is not published.
    const pair = [tenantId, request.issuer, user.id].join("\n");
    const value = createHash("sha256").update(pair).digest("base64");
    return { format: nameIdFormat.persistent, value };
  }
  return configured && format === nameIdFormat.emailAddress ? { ...configured, format } : configured;
}
