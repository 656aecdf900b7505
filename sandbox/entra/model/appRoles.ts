import { CloudError } from "../../core/cloudError";
import { badRequest, invalidValue } from "./errors";
import type { Tenant } from "./tenant";
import type { Application, AppRole, ServicePrincipal } from "./types";

/**
 * Longest value of an app role. Graph's `appRole` page still says 120; that limit was raised (MicrosoftDocs/azure-docs#64499
 * says 240, the portal says 250, azuread refuses over 249). Which of them the service enforces is unverified.
 */
const longestValue = 250;

/** Graph, resource type appRole, `value`: these characters, and it does not begin with a dot. */
const valuePattern = /^(?!\.)[A-Za-z0-9:!#$%&'()*+,\-./;<=>?@[\]^_`{|}~]+$/;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Everything the cloud demands of a list of app roles that replaces `before`. */
export function checkAppRoles(before: readonly AppRole[], after: readonly AppRole[]): void {
  for (const role of after) checkAppRole(role);
  checkUnique(after.map(({ id }) => id.toLowerCase()));
  checkUnique(after.flatMap(({ value }) => value ?? []));
  for (const role of before.filter(({ isEnabled }) => isEnabled)) {
    const kept = after.find(({ id }) => id === role.id);
    if (!kept || !sameExceptEnabled(role, kept)) throw disableFirst(role);
  }
}

function checkAppRole({ id, displayName, value, allowedMemberTypes }: AppRole): void {
  if (!uuidPattern.test(id)) throw invalidValue("id", "AppRole", `not a UUID: ${id}`);
  if (!displayName) throw invalidValue("displayName", "AppRole", "missing");
  if (allowedMemberTypes.length === 0 || allowedMemberTypes.some((type) => type !== "User" && type !== "Application")) {
    throw invalidValue("allowedMemberTypes", "AppRole", allowedMemberTypes.join(", "));
  }
  if (value === null) return;
  if (value.length > longestValue) {
    throw invalidValue("value", "AppRole", `${value.length} characters, more than ${longestValue}`);
  }
  if (!valuePattern.test(value)) throw invalidValue("value", "AppRole", `a character that is not allowed: ${value}`);
}

function checkUnique(keys: readonly string[]): void {
  const double = keys.find((key, index) => keys.indexOf(key) !== index);
  // Text unverified.
  if (double) throw badRequest("Request contains a property with duplicate values.", { duplicate: double });
}

const sameExceptEnabled = (left: AppRole, right: AppRole): boolean =>
  left.value === right.value &&
  left.displayName === right.displayName &&
  left.description === right.description &&
  [...left.allowedMemberTypes].sort().join() === [...right.allowedMemberTypes].sort().join();

const disableFirst = ({ id }: AppRole) =>
  new CloudError(
    "CannotDeleteOrUpdateEnabledEntitlement",
    "Permission (scope or role) cannot be deleted or updated unless disabled first.",
    { appRole: id },
  );

/** Sends an application's roles to its service principal, where they become visible after `behaviour.appRoleLag`. */
export function mirrorAppRoles(tenant: Tenant, { appRoles }: Application, principal: ServicePrincipal): void {
  const { clock, behaviour } = tenant.context;
  const now = clock.now().getTime();
  const arrived = principal.arrivingAppRoles.findLastIndex(({ visibleAt }) => Date.parse(visibleAt) <= now);
  const visibleAt = new Date(now + behaviour.appRoleLag).toISOString();
  principal.arrivingAppRoles = [...principal.arrivingAppRoles.slice(Math.max(arrived, 0)), { visibleAt, appRoles }];
}

/** The roles that can be assigned and that sign-ons see. */
export function visibleAppRoles(tenant: Tenant, principal: ServicePrincipal): readonly AppRole[] {
  const now = tenant.context.clock.now().getTime();
  const arrived = principal.arrivingAppRoles.findLast(({ visibleAt }) => Date.parse(visibleAt) <= now);
  return [...(arrived?.appRoles ?? []), ...principal.ownAppRoles];
}

/** Deleting a role deletes its assignments. */
export function dropAssignmentsOfLostRoles(
  tenant: Tenant,
  principal: ServicePrincipal,
  lost: readonly AppRole[],
): void {
  const ids = new Set(lost.map(({ id }) => id));
  tenant.data.appRoleAssignments = tenant.data.appRoleAssignments.filter(
    ({ resourceId, appRoleId }) => resourceId !== principal.id || !ids.has(appRoleId),
  );
}

/**
 * Roles may also be added on the service principal (Microsoft's Alibaba Cloud tutorial, step 7), as long as the list
 * repeats those of the application unchanged; otherwise the text of microsoft-graph-docs#8801.
 */
export function setServicePrincipalAppRoles(
  tenant: Tenant,
  principal: ServicePrincipal,
  after: readonly AppRole[],
): void {
  const application = tenant.applicationOf(principal.appId);
  const ofApplication = application?.appRoles ?? [];
  const repeated = ofApplication.every((role) =>
    after.some((other) => other.id === role.id && other.isEnabled === role.isEnabled && sameExceptEnabled(role, other)),
  );
  if (!repeated) {
    throw badRequest("Property appRoles on the service principal does not match the application object.");
  }
  const own = after
    .filter(({ id }) => !ofApplication.some((role) => role.id === id))
    .map((role): AppRole => ({ ...role, origin: "ServicePrincipal" }));
  checkAppRoles([...ofApplication, ...principal.ownAppRoles], [...ofApplication, ...own]);
  const lost = principal.ownAppRoles.filter(({ id }) => !own.some((role) => role.id === id));
  dropAssignmentsOfLostRoles(tenant, principal, lost);
  principal.ownAppRoles = own;
}
