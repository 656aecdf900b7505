import type { SandboxContext } from "../../core/context";
import { sampleDirectory } from "../../samples/directory";
import { clouds, type CloudName, type EntraCloud } from "../clouds";
import { graphTime } from "./graphTime";
import { domainOf, federationOf, newDomain } from "./domains";
import type { Domain, DomainFederation } from "./domainTypes";
import { notFound } from "./errors";
import { newApplication, newServicePrincipal, newUser } from "./newObjects";
import type { Application, EntraState, Group, ServicePrincipal, User } from "./types";

/**
 * What the deployer of a new tenant may do: the application permissions of Microsoft Graph that the documents of the calls
 * ask for (each call's own are in `graph/registry.ts`).
 */
export const defaultPermissions: readonly string[] = [
  "Application.ReadWrite.All",
  "AppRoleAssignment.ReadWrite.All",
  "Directory.Read.All",
  "Domain.ReadWrite.All",
  "Policy.Read.All",
  "Policy.ReadWrite.ApplicationConfiguration",
  "Synchronization.ReadWrite.All",
  "User.ReadWrite.All",
];

/** Of the state below. A sandbox that was kept by another version can't go on with it. */
export const stateVersion = 2;

/** A tenant with its sample directory, and nothing that anybody deployed. */
export function newTenantState(context: SandboxContext, cloud: CloudName): EntraState {
  const { deployer, users, groups, ...directory } = sampleDirectory(cloud);
  const now = graphTime(context.clock.now());
  const application = newApplication({
    id: deployer.applicationId,
    appId: deployer.clientId,
    createdDateTime: now,
    displayName: "Deployer",
  });
  const servicePrincipal = newServicePrincipal({ id: deployer.objectId, appId: deployer.clientId });
  return {
    version: stateVersion,
    cloud,
    ...directory,
    domainFederations: [],
    deployer: {
      clientId: deployer.clientId,
      objectId: deployer.objectId,
      clientSecret: `sandbox~${context.ids.hex(32)}`,
      permissions: defaultPermissions,
      federatedIdentityCredentials: [],
    },
    tokenSecret: context.ids.hex(64),
    applications: [application],
    deletedApplications: [],
    servicePrincipals: [servicePrincipal],
    signingKeys: [],
    claimsMappingPolicies: [],
    appRoleAssignments: [],
    users: [...users],
    deletedUsers: [],
    groups: [...groups],
  };
}

/** Ids and names are the same without regard to case. */
export const same = (left: string | null, right: string): boolean => left?.toLowerCase() === right.toLowerCase();

/**
 * One tenant: its data, and how things in it are found. What can be done to applications, service principals and the rest
 * stands in the files beside this one, one per noun.
 */
export class Tenant {
  constructor(
    readonly data: EntraState,
    readonly context: SandboxContext,
  ) {}

  get id(): string {
    return this.data.tenantId;
  }

  get cloud(): EntraCloud {
    return clouds[this.data.cloud];
  }

  /** The time, as it stands in objects. */
  now(): string {
    return graphTime(this.context.clock.now());
  }

  /** Whether `name` is this tenant: its id or one of its domains. */
  isNamed(name: string): boolean {
    return [this.id, ...this.domainNames].some((own) => same(own, name));
  }

  // ---- domains ------------------------------------------------------------------------------------------------------

  /** Fully qualified names, in lower case. */
  get domainNames(): readonly string[] {
    return this.data.domains.map(({ id }) => id);
  }

  get defaultDomain(): Domain {
    const found = this.data.domains.find(({ isDefault }) => isDefault);
    if (!found) throw new Error(`the tenant ${this.id} has no default domain`);
    return found;
  }

  findDomain(name: string): Domain | undefined {
    return this.data.domains.find(({ id }) => same(id, name));
  }

  domain(name: string): Domain {
    const found = this.findDomain(name);
    if (!found) throw notFound(name);
    return found;
  }

  /** Where the users of a domain sign in instead, by the domain or one of their principal names; undefined: here. */
  federationOf(name: string): DomainFederation | undefined {
    return federationOf(this.data, domainOf(name));
  }

  /** The domain of that name, made up as verified if there is none. */
  ensureDomain(name: string): { domain: Domain; created: boolean } {
    const known = this.findDomain(name);
    if (known) return { domain: known, created: false };
    const domain = newDomain(name, this.domainNames);
    this.data.domains.push(domain);
    return { domain, created: true };
  }

  // ---- people -------------------------------------------------------------------------------------------------------

  users(): readonly User[] {
    return this.data.users;
  }

  groups(): readonly Group[] {
    return this.data.groups;
  }

  /** By object id or user principal name. */
  findUser(name: string): User | undefined {
    return this.data.users.find(({ id, userPrincipalName }) => same(id, name) || same(userPrincipalName, name));
  }

  findGroup(id: string): Group | undefined {
    return this.data.groups.find((group) => same(group.id, id));
  }

  /** A display name may be shared: all groups that have it. */
  groupsNamed(displayName: string): Group[] {
    return this.data.groups.filter((group) => same(group.displayName, displayName));
  }

  /** The users that are members themselves; members of nested groups are not. */
  directMembers(groupId: string): User[] {
    const group = this.findGroup(groupId);
    if (!group) throw notFound(groupId);
    return group.members.flatMap((id) => this.findUser(id) ?? []);
  }

  /** The user with that principal name, made up if there is none. */
  ensureUser(userPrincipalName: string): { user: User; created: boolean } {
    const known = this.findUser(userPrincipalName);
    if (known) return { user: known, created: false };
    const guest = userPrincipalName.includes("#EXT#");
    const [alias = ""] = userPrincipalName.split(guest ? "#EXT#" : "@");
    const user = newUser({
      id: this.context.ids.uuid(),
      createdDateTime: this.now(),
      userPrincipalName,
      displayName: alias,
      // How Entra ID makes a guest's principal name of its address: `_` for the last `@`.
      mail: guest ? alias.replace(/_(?=[^_]*$)/, "@") : userPrincipalName,
      mailNickname: alias,
      userType: guest ? "Guest" : "Member",
    });
    this.data.users.push(user);
    return { user, created: true };
  }

  /** A group with that display name, made up and without members if there is none. Several of that name: the first. */
  ensureGroup(displayName: string): { group: Group; created: boolean } {
    const [known] = this.groupsNamed(displayName);
    if (known) return { group: known, created: false };
    const group: Group = {
      id: this.context.ids.uuid(),
      createdDateTime: this.now(),
      displayName,
      description: null,
      mailNickname: this.context.ids.hex(10),
      members: [],
      owners: [],
    };
    this.data.groups.push(group);
    return { group, created: true };
  }

  /** Makes somebody a direct member of a group. */
  addMember(groupId: string, memberId: string): void {
    const group = this.findGroup(groupId);
    if (!group) throw notFound(groupId);
    if (!group.members.includes(memberId)) group.members = [...group.members, memberId];
  }

  // ---- applications -------------------------------------------------------------------------------------------------

  application(id: string): Application {
    const found = this.data.applications.find((application) => same(application.id, id));
    if (!found) throw notFound(id);
    return found;
  }

  applicationOf(appId: string): Application | undefined {
    return this.data.applications.find((application) => same(application.appId, appId));
  }

  servicePrincipal(id: string): ServicePrincipal {
    const found = this.data.servicePrincipals.find((principal) => same(principal.id, id));
    if (!found) throw notFound(id);
    return found;
  }

  servicePrincipalOf(appId: string): ServicePrincipal | undefined {
    return this.data.servicePrincipals.find((principal) => same(principal.appId, appId));
  }
}
