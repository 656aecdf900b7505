import { evaluate } from "../model/synchronizationExpressions";
import { membersAttribute } from "../model/synchronizationSchema";
import type { ObjectMapping, ObjectType, SynchronizationJob } from "../model/synchronizationTypes";
import { assignmentsTo } from "../model/assignments";
import type { Tenant } from "../model/tenant";
import type { Group, ServicePrincipal, User } from "../model/types";
import type { TargetValue } from "./scimAttributes";

/** A user or group of the directory, as the provisioning service sees it. */
export interface SourceObject {
  readonly type: ObjectType;
  readonly id: string;
  /** By which the logs call it. */
  readonly name: string;
  readonly active: boolean;
  readonly assigned: boolean;
  readonly attributes: ReadonlyMap<string, string | null>;
  /** Of a group: object ids of its direct members. */
  readonly members: readonly string[];
}

/**
 * Who is in scope: users and groups that are assigned, and direct members of assigned groups. "The service can only read and
 * provision users that are immediate members of an explicitly assigned group" ("How Application Provisioning works", Scoping).
 */
export class Source {
  readonly #assigned: ReadonlySet<string>;

  constructor(
    private readonly tenant: Tenant,
    principal: ServicePrincipal,
  ) {
    const direct = assignmentsTo(tenant, principal).map(({ principalId }) => principalId);
    const members = tenant
      .groups()
      .filter(({ id }) => direct.includes(id))
      .flatMap((group) => group.members);
    const users = members.filter((id) => tenant.users().some((user) => user.id === id));
    this.#assigned = new Set([...direct, ...users]);
  }

  users(): SourceObject[] {
    return this.tenant.users().map((user) => this.#user(user));
  }

  groups(): SourceObject[] {
    return this.tenant.groups().map((group) => this.#group(group));
  }

  find(type: ObjectType, id: string): SourceObject | undefined {
    const user = type === "User" ? this.tenant.users().find((entry) => entry.id === id) : undefined;
    const group = type === "Group" ? this.tenant.findGroup(id) : undefined;
    return user ? this.#user(user) : group && this.#group(group);
  }

  #user(user: User): SourceObject {
    const { id, userPrincipalName, accountEnabled } = user;
    const assigned = this.#assigned.has(id);
    return {
      type: "User",
      id,
      name: userPrincipalName,
      active: accountEnabled,
      assigned,
      attributes: userAttributes(user, accountEnabled && assigned),
      members: [],
    };
  }

  #group(group: Group): SourceObject {
    const { id, displayName, description, mailNickname, members } = group;
    const attributes = { objectId: id, displayName, description, mailNickname };
    return {
      type: "Group",
      id,
      name: displayName,
      active: true,
      assigned: this.#assigned.has(id),
      attributes: new Map(Object.entries(attributes)),
      members,
    };
  }
}

/**
 * "When the userPrincipalName attribute is included in your attribute mappings as a source attribute, and a B2B user is being
 * provisioned, the #EXT# and your domain is stripped": a guest's is not what single sign-on says.
 */
const withoutExt = (name: string): string => {
  const [alias = "", domain] = name.split("#EXT#");
  return domain === undefined ? name : alias.replace(/_(?=[^_]*$)/, "@");
};

const userAttributes = (user: User, inScope: boolean): ReadonlyMap<string, string | null> =>
  new Map<string, string | null>([
    ["objectId", user.id],
    ["userPrincipalName", withoutExt(user.userPrincipalName)],
    ["originalUserPrincipalName", user.userPrincipalName],
    ["mail", user.mail],
    ["mailNickname", user.mailNickname],
    ["displayName", user.displayName],
    ["givenName", user.givenName],
    ["surname", user.surname],
    ["employeeId", user.employeeId],
    ["onPremisesSamAccountName", user.onPremisesSamAccountName],
    ["immutableId", user.onPremisesImmutableId],
    ["userType", user.userType],
    ["accountEnabled", user.accountEnabled ? "True" : "False"],
    // "Computed value not stored on user": also true for who is disabled or went out of scope.
    ["IsSoftDeleted", inScope ? "False" : "True"],
    ...Object.entries(user.onPremisesExtensionAttributes),
  ]);

/** The mapping for a type of object, if it is switched on. */
export const mappingOf = ({ schema }: SynchronizationJob, type: ObjectType): ObjectMapping | undefined =>
  schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ sourceObjectName, enabled }) => enabled && sourceObjectName === type);

/** What the mapping makes of an object. What has no value is left out. */
export function targetValues(mapping: ObjectMapping, { attributes }: SourceObject): TargetValue[] {
  return mapping.attributeMappings.flatMap(({ targetAttributeName: name, source, defaultValue, flowType }) => {
    if (name === membersAttribute) return [];
    const value = evaluate(source, (attribute) => attributes.get(attribute) ?? null) ?? defaultValue;
    return value ? [{ name, value, flowType }] : [];
  });
}

/** The attributes by which an object is looked for, in order, with the values it should have there. */
export function matchingValues(mapping: ObjectMapping, values: readonly TargetValue[]): TargetValue[] {
  return mapping.attributeMappings
    .filter(({ matchingPriority }) => matchingPriority > 0)
    .sort((left, right) => left.matchingPriority - right.matchingPriority)
    .flatMap(({ targetAttributeName }) => values.find(({ name }) => name === targetAttributeName) ?? []);
}

export const sendsMembers = (mapping: ObjectMapping): boolean =>
  mapping.attributeMappings.some(({ targetAttributeName }) => targetAttributeName === membersAttribute);
