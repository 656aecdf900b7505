import type { Application, AppRole, ServicePrincipal } from "../../entra/model/types";
import type { PromisedApplication } from "../promised/application";
import { principalId, type Clouds, type Statement } from "./statements";

/** How an application's "Basic SAML Configuration" in Entra's portal must read. */
export interface BasicSaml {
  readonly identifier: string;
  /** None: a placeholder, as the service has not said any yet. */
  readonly replyUrls: readonly string[];
  /** Where My Apps leads; without one, Entra posts an assertion to the reply URL. */
  readonly signOnUrl?: string;
}

/*
 * Both sides of the comparison in one place, so that they use the same words.
 */
const says = {
  exists: "is an application",
  owner: (id: string) => `is owned by ${id}`,
  told: (address: string) => `tells ${address} when a certificate expires`,
  leadsTo: (relayState: string | null | undefined) => `leads to ${relayState || "the service's own page"}`,
  identifier: (uri: string) => `has the identifier ${uri}`,
  replyUrl: (url: string) => `has the reply URL ${url}`,
  placeholder: "has one reply URL, a placeholder",
  beginsAt: (signOnUrl: string | null | undefined) =>
    signOnUrl ? `has the Sign on URL ${signOnUrl}` : "has no Sign on URL",
  assignment: (required: boolean) => (required ? "lets in who is assigned" : "lets in everybody, assigned or not"),
  mode: (mode: string | null) => `has the single sign-on mode ${mode ?? "none"}`,
  enabled: (enabled: boolean) => (enabled ? "is enabled for users" : "is disabled for users"),
  gives: (role: string, id: string) => `gives ${role} to ${id}`,
  role: (name: string, members: readonly string[], value: string) =>
    `has the app role ${name} for ${members.join(" and ")}: ${value}`,
};

/** What must be true of any application. */
export function expectedOfApplication(application: PromisedApplication, saml: BasicSaml, clouds: Clouds): string[] {
  const { name, owners, notificationEmails, relayState } = application;
  return [
    says.exists,
    ...owners.map((owner) => says.owner(principalId(owner, clouds))),
    ...notificationEmails.map(says.told),
    says.leadsTo(relayState),
    says.identifier(saml.identifier),
    ...(saml.replyUrls.length === 0 ? [says.placeholder] : saml.replyUrls.map(says.replyUrl)),
    says.beginsAt(saml.signOnUrl),
    says.assignment(true),
    says.mode("saml"),
    says.enabled(true),
  ].map((text) => `${name} ${text}`);
}

/** What must be true for who is promised access: each gets the role of that name. */
export const expectedAssignments = (
  { name }: PromisedApplication,
  role: string,
  principals: readonly string[],
  clouds: Clouds,
): string[] => principals.map((who) => `${name} ${says.gives(role, principalId(who, clouds))}`);

export const expectedAppRole = ({ name }: PromisedApplication, role: string, value: string): string =>
  `${name} ${says.role(role, ["User"], value)}`;

/** What is true of one. `name` is the promised one: another one shows as a difference. */
export function foundOfApplication(
  application: Application,
  principal: ServicePrincipal | undefined,
  { adopted }: PromisedApplication,
  { entra: { tenant } }: Clouds,
): Statement[] {
  const { displayName, owners, identifierUris, web, appRoles } = application;
  const roleName = (id: string) => nameOfRole(id, appRoles, adopted);
  const statements: Statement[] = [
    { text: says.exists },
    ...owners.map((owner) => ({ text: says.owner(owner), maybeOlder: true })),
    ...identifierUris.map((uri) => ({ text: says.identifier(uri) })),
    ...replyUrlTexts(web.redirectUris).map((text) => ({ text })),
    // Roles without a value come with the template and reach no token.
    ...appRoles.flatMap(({ value, displayName: role, allowedMemberTypes }) =>
      value === null ? [] : [{ text: says.role(role ?? "", allowedMemberTypes, value), maybeOlder: true }],
    ),
    ...(principal ? foundOfPrincipal(principal).map((text) => ({ text })) : []),
    ...tenant.data.appRoleAssignments
      .filter(({ resourceId }) => resourceId === principal?.id)
      .map(({ appRoleId, principalId: id }) => ({ text: says.gives(roleName(appRoleId), id), maybeOlder: true })),
  ];
  return statements.map(({ text, ...more }) => ({ text: `${displayName} ${text}`, ...more }));
}

function foundOfPrincipal(principal: ServicePrincipal): string[] {
  return [
    ...principal.notificationEmailAddresses.map(says.told),
    says.leadsTo(principal.samlSingleSignOnSettings?.relayState),
    says.beginsAt(principal.loginUrl),
    says.assignment(principal.appRoleAssignmentRequired),
    says.mode(principal.preferredSingleSignOnMode),
    says.enabled(principal.accountEnabled),
  ];
}

/** No host can have a name that ends in `.invalid` (RFC 2606, 2), so an assertion sent there reaches nobody. */
function replyUrlTexts(urls: readonly string[]): string[] {
  const [only = "", ...more] = urls;
  const isPlaceholder = more.length === 0 && URL.canParse(only) && new URL(only).hostname.endsWith(".invalid");
  return isPlaceholder ? [says.placeholder] : urls.map(says.replyUrl);
}

/** "Default access" (Microsoft Graph, appRoleAssignment: appRoleId). */
const defaultAccess = "00000000-0000-0000-0000-000000000000";

/** An adopted application may lack the role User: then its msiam_access, or default access, is as good. */
function nameOfRole(id: string, appRoles: readonly AppRole[], adopted: boolean): string {
  const role = appRoles.find((one) => one.id === id);
  const isPlain = id === defaultAccess || (role?.value === null && role.displayName === "msiam_access");
  return adopted && isPlain ? "User" : (role?.displayName ?? id);
}
