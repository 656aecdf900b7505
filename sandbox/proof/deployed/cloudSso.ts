import type { AccessConfiguration, CloudSsoDirectory, DirectoryUser } from "../../alibaba/cloudsso/model/state";
import { issuerOf, saml2Url } from "../../entra/clouds";
import { nameIdFormat } from "../../saml/constants";
import { isSameAccess } from "../expectation";
import { directoryOf, namedIn, peopleInDirectory, userNameOf } from "../inDirectory";
import { isSynchronized, type PromisedAccessConfiguration, type PromisedCloudSso } from "../promised/cloudSso";
import { expectedAssignments, expectedOfApplication } from "./application";
import { expectedProvisioning } from "./provisioning";
import { expectedOfReservedRole, foundOfReservedRoles } from "./reservedRoles";
import { expectedClaims, plainAccess } from "./services";
import { canonical, certificateOwners, type Clouds, type Statement } from "./statements";

/*
 * Both sides of the comparison in one place, so that they use the same words.
 */
const says = {
  id: (id: string) => `has the id ${id}`,
  name: (name: string) => `has the name ${name}`,
  region: (region: string) => `is in ${region}`,
  signOn: (status: string) => `has SSO logon ${status}`,
  issuer: (entityId: string) => `believes ${entityId}`,
  sendsTo: (url: string) => `sends users to ${url}`,
  trusts: (count: number, owner: string) => `trusts ${count} signing certificates of ${owner}`,
  scim: (status: string) => `has SCIM synchronization ${status}`,
  credentials: (count: number, status: string) => `has ${count} SCIM credentials that are ${status}`,
  user: (name: string, status: string, how: string) => `has the user ${name}, ${status} and ${how}`,
  group: (name: string, how: string) => `has the group ${name}, ${how}`,
  member: (user: string, group: string) => `has ${user} in the group ${group}`,
  access: {
    lasts: (seconds: number) => `has sessions of ${seconds} s`,
    described: (text: string) => `has ${text === "" ? "no description" : `the description ${JSON.stringify(text)}`}`,
    leadsTo: (page: string) => `leads to ${page || "the console's first page"}`,
    system: (policy: string) => `has the System policy ${policy}`,
    inline: (name: string, document: string) => `has the inline policy ${name}: ${document}`,
  },
  provisioned: (what: string, account: string, status: string) => `has ${what} in the account ${account}, ${status}`,
  gives: (what: string, account: string, kind: string, who: string) =>
    `gives ${what} in the account ${account} to the ${kind} ${who}`,
};

const accessTexts = (name: string, texts: readonly string[]) =>
  texts.map((text) => `has the access configuration ${name}, which ${text}`);

/** What an entry of `cloudSso` promises: in Entra, in the directory, and in the member accounts. */
export function expectedOfCloudSso(application: PromisedCloudSso, clouds: Clouds): string[] {
  const { users, groups } = application;
  const directory = directoryOf(application, clouds.alibaba.state);
  // What the directory says of itself; without one, that it is missing is told anyway.
  const { entityId = "of the directory", acsUrl = "of the directory" } = directory?.serviceProvider ?? {};
  const directoryId = directory?.directoryId ?? "of the management account";
  const account = accountOf(application, clouds);
  const nameId = { attribute: application.nameId, format: nameIdFormat.emailAddress };
  return [
    ...expectedOfApplication(application, { identifier: entityId, replyUrls: [acsUrl] }, clouds),
    ...expectedClaims({ ownClaims: true, nameId, claims: [] }).map((text) => `${application.name} ${text}`),
    ...expectedAssignments(application, plainAccess, [...users, ...groups], clouds),
    ...expectedProvisioning(application, directoryId),
    ...[...expectedSettings(application, clouds), ...expectedPeople(application, clouds)].map((text) =>
      about(account, text),
    ),
    ...expectedAccess(application, clouds).map((text) => about(account, text)),
    ...provisionedAccess(application).flatMap((access) =>
      expectedOfReservedRole(access.account, directoryId, access.accessConfiguration),
    ),
  ];
}

const accountOf = ({ accountId }: PromisedCloudSso, { alibaba }: Clouds) => accountId ?? alibaba.deployer.accountId;

const about = (account: string, text: string) => `${account}: the CloudSSO directory ${text}`;

function expectedSettings(application: PromisedCloudSso, { entra: { tenant } }: Clouds): string[] {
  const { directory, region, name, certificates, scimCredentials } = application;
  const scim = isSynchronized(application);
  return [
    "name" in directory ? says.name(directory.name) : says.id(directory.id),
    says.region(region),
    says.signOn("Enabled"),
    says.issuer(issuerOf(tenant.cloud, tenant.id)),
    says.sendsTo(saml2Url(tenant.cloud, tenant.id)),
    says.trusts(certificates, name),
    says.scim(scim ? "Enabled" : "Disabled"),
    ...(scim ? [says.credentials(scimCredentials.length, "Enabled")] : []),
  ];
}

function expectedPeople(application: PromisedCloudSso, { entra: { tenant } }: Clouds): string[] {
  const { users, groups } = peopleInDirectory(application, { users: tenant.users(), groups: tenant.groups() });
  const how = isSynchronized(application) ? "Synchronized" : "Manual";
  return [
    ...users.map((user) => says.user(user, "Enabled", how)),
    ...[...groups].flatMap(([group, members]) => [
      says.group(group, how),
      ...members.map((user) => says.member(user, group)),
    ]),
  ];
}

/** Each access configuration in each account where somebody is to get it. */
const provisionedAccess = ({ assignments }: PromisedCloudSso) =>
  assignments.filter((one, index) => assignments.findIndex((other) => isSameAccess(one, other)) === index);

function expectedAccess(application: PromisedCloudSso, { entra: { tenant } }: Clouds): string[] {
  const people = { users: tenant.users(), groups: tenant.groups() };
  return [
    ...application.accessConfigurations.flatMap(expectedConfiguration),
    ...provisionedAccess(application).map(({ account, accessConfiguration: { name } }) =>
      says.provisioned(name, account, "Provisioned"),
    ),
    ...application.assignments.flatMap((assignment) => {
      const { users, groups } = namedIn(assignment, people);
      const gives = (kind: string, who: string) =>
        says.gives(assignment.accessConfiguration.name, assignment.account, kind, who);
      return [
        ...users.map((user) => gives("User", userNameOf(application, user))),
        ...groups.map(({ displayName }) => gives("Group", displayName)),
      ];
    }),
  ];
}

const expectedConfiguration = (configuration: PromisedAccessConfiguration): string[] => {
  const { name, description, sessionDuration, relayState = "", systemPolicies, inlinePolicy } = configuration;
  return accessTexts(name, [
    says.access.lasts(sessionDuration),
    says.access.described(description),
    says.access.leadsTo(relayState),
    ...systemPolicies.map(says.access.system),
    ...(inlinePolicy ? [says.access.inline(inlinePolicy.name, canonical(inlinePolicy.document))] : []),
  ]);
};

/**
 * What is true of the directory of a management account, and of its roles in member accounts. `application` is who promises it. One
 * that was there before and that nobody promises is nobody's promise either; what a stack has left in it is told.
 */
export function foundInDirectory(
  account: string,
  directory: CloudSsoDirectory,
  application: PromisedCloudSso | undefined,
  clouds: Clouds,
): Statement[] {
  if (!application && !directory.sample) {
    return [{ text: about(account, `${directory.directoryName} is none that the stack promises`) }];
  }
  const own = application ? foundAsPromised(directory, application, clouds) : foundBesideOlder(directory, clouds);
  return [
    ...own.map((statement) => ({ ...statement, text: about(account, statement.text) })),
    ...Object.values(clouds.alibaba.state.accounts).flatMap((member) =>
      foundOfReservedRoles(member, directory.directoryId),
    ),
  ];
}

function foundAsPromised(directory: CloudSsoDirectory, application: PromisedCloudSso, clouds: Clouds): Statement[] {
  const { directoryId, directoryName } = directory;
  const { tenant } = clouds.entra;
  const promised = peopleInDirectory(application, { users: tenant.users(), groups: tenant.groups() });
  return [
    { text: "name" in application.directory ? says.name(directoryName) : says.id(directoryId) },
    ...foundSettings(directory, clouds),
    ...foundPeople(directory, promised.users),
    ...foundAccess(directory),
  ];
}

/** What a directory has that was there before, but for what it had then: no single sign-on, no synchronization, some users. */
function foundBesideOlder(directory: CloudSsoDirectory, clouds: Clouds): Statement[] {
  const older = [says.region(directory.region), says.signOn("Disabled"), says.scim("Disabled")];
  const users = Object.fromEntries(Object.entries(directory.users).filter(([, user]) => !isAsBefore(user)));
  return [
    ...foundSettings(directory, clouds).filter(({ text }) => !older.includes(text)),
    ...foundPeople(
      { ...directory, users },
      Object.values(users).map(({ userName }) => userName),
    ),
    ...foundAccess(directory),
  ];
}

/** Synchronization takes over whom somebody has made by hand. */
const isAsBefore = ({ sample, provisionType }: DirectoryUser) => sample === true && provisionType === "Manual";

function foundSettings(directory: CloudSsoDirectory, clouds: Clouds): Statement[] {
  const { region, identityProvider: idp, scimStatus, scimCredentials } = directory;
  const statuses = Object.values(scimCredentials).map(({ status }) => status);
  return [
    says.region(region),
    says.signOn(idp.ssoStatus),
    ...(idp.entityId === undefined ? [] : [says.issuer(idp.entityId)]),
    ...(idp.loginUrl === undefined ? [] : [says.sendsTo(idp.loginUrl)]),
    ...[
      ...certificateOwners(
        idp.certificates.map(({ certificate }) => certificate),
        clouds,
      ),
    ].map(([owner, count]) => says.trusts(count, owner)),
    says.scim(scimStatus),
    ...[...new Set(statuses)].map((status) =>
      says.credentials(statuses.filter((one) => one === status).length, status),
    ),
  ].map((text) => ({ text }));
}

function foundPeople({ users, groups }: CloudSsoDirectory, always: readonly string[]): Statement[] {
  // Entra switches off whom it had pushed before, and leaves them there.
  const counted = Object.values(users).filter(
    ({ userName, status, provisionType }) =>
      status === "Enabled" || provisionType === "Manual" || always.includes(userName),
  );
  return [
    ...counted.map(({ userName, status, provisionType }) => says.user(userName, status, provisionType)),
    ...Object.values(groups).flatMap(({ groupName, provisionType, members }) => [
      says.group(groupName, provisionType),
      ...counted
        .filter(({ userId }) => members.includes(userId))
        .map(({ userName }) => says.member(userName, groupName)),
    ]),
  ].map((text) => ({ text, maybeOlder: true }));
}

function foundAccess({
  accessConfigurations,
  provisionings,
  assignments,
  users,
  groups,
}: CloudSsoDirectory): Statement[] {
  const nameOf = (id: string) => accessConfigurations[id]?.accessConfigurationName ?? id;
  return [
    ...Object.values(accessConfigurations).flatMap(configurationTexts),
    ...provisionings.map(({ accessConfigurationId, targetId, status }) =>
      says.provisioned(nameOf(accessConfigurationId), targetId, status),
    ),
    ...assignments.map(({ accessConfigurationId, targetId, principalType, principalId: id }) =>
      says.gives(
        nameOf(accessConfigurationId),
        targetId,
        principalType,
        (principalType === "User" ? users[id]?.userName : groups[id]?.groupName) ?? id,
      ),
    ),
  ].map((text) => ({ text, maybeOlder: true }));
}

const configurationTexts = (configuration: AccessConfiguration): string[] => {
  const { accessConfigurationName, description, sessionDuration, relayState, permissionPolicies } = configuration;
  return accessTexts(accessConfigurationName, [
    says.access.lasts(sessionDuration),
    says.access.described(description),
    says.access.leadsTo(relayState),
    ...permissionPolicies.map(
      ({ permissionPolicyType, permissionPolicyName: name, permissionPolicyDocument = "null" }) =>
        permissionPolicyType === "System"
          ? says.access.system(name)
          : says.access.inline(name, canonical(JSON.parse(permissionPolicyDocument))),
    ),
  ]);
};
