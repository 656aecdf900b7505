import { issuerOf } from "../clouds";
import { visibleAppRoles } from "../model/appRoles";
import { assignmentsOf } from "../model/assignments";
import { policiesOf } from "../model/claimsMappingPolicies";
import { parseClaimsPolicy, type ClaimsPolicy } from "../model/claimsPolicy";
import type { UsableKey } from "../model/signingKeys";
import { templateOf } from "../model/templates";
import type { Tenant } from "../model/tenant";
import type { Application, ServicePrincipal, User } from "../model/types";
import type { ClaimSource, NameId } from "./claims";

/** What a service provider's request, which was read and accepted, asks for. */
export interface RequestedSignOn {
  readonly id: string;
  /** What the service calls itself: one of the application's identifiers, or its client id. */
  readonly issuer: string;
  /** Where it wants the response: one of the application's reply URLs. */
  readonly replyUrl?: string;
  /** Format of the wanted NameID. */
  readonly nameIdFormat?: string;
  /** To be given back unchanged. */
  readonly relayState?: string;
}

/** One attempt to sign somebody on to an application; the checks fill in what they find. */
export interface SignOn {
  readonly tenant: Tenant;
  /** What the URL calls the tenant. */
  readonly tenantName: string;
  readonly clientId: string;
  readonly username: string;
  /** Nothing if the user began at Entra ID. */
  readonly request?: RequestedSignOn;
  application?: Application;
  principal?: ServicePrincipal;
  user?: User;
  key?: UsableKey;
  nameId?: NameId;
  /** What the cloud says to the person who is refused. */
  message?: string;
}

/** For checks that come after those that found these. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("an earlier check was switched off that this sign-on can't do without");
  return value;
}

/** The claims that are configured for an application: a policy's, or else the gallery's. */
export function claimsConfiguration({ tenant, principal, application }: SignOn): ClaimsPolicy {
  const [policy] = policiesOf(tenant, found(principal));
  if (policy) return parseClaimsPolicy(policy.definition);
  return { includeBasicClaimSet: true, rules: templateOf(tenant, found(application))?.claims ?? [] };
}

export function claimSource({ tenant, principal, user }: SignOn): ClaimSource {
  const person = found(user);
  const granted = new Set(assignmentsOf(tenant, found(principal), person).map(({ appRoleId }) => appRoleId));
  const roles = visibleAppRoles(tenant, found(principal))
    .filter(({ id, isEnabled }) => isEnabled && granted.has(id))
    .flatMap(({ value }) => value ?? []);
  return { tenantId: tenant.id, issuer: issuerOf(tenant.cloud, tenant.id), user: person, roles };
}
