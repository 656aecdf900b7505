import { clouds, type CloudName } from "../entra/clouds";
import { newDomains } from "../entra/model/domains";
import type { Domain } from "../entra/model/domainTypes";
import { newUser } from "../entra/model/newObjects";
import type { Group, User } from "../entra/model/types";
import { sampleFederatedDomain } from "./identityProviders";

/** The people and groups of a new tenant, and who deploys to it. All made up; contoso.com is Microsoft's own example. */
export interface SampleDirectory {
  readonly tenantId: string;
  readonly displayName: string;
  readonly domains: Domain[];
  readonly deployer: { readonly applicationId: string; readonly clientId: string; readonly objectId: string };
  readonly users: readonly User[];
  readonly groups: readonly Group[];
}

const created = "2024-03-01T09:00:00Z";

/** Object ids of the sample: stable and recognisable, the same in every tenant. */
const objectId = (kind: "user" | "group" | "app", number: number): string =>
  `${{ user: "0000005e", group: "000006e0", app: "0000a990" }[kind]}-c057-4000-8000-${String(number).padStart(12, "0")}`;

type Person = Pick<User, "userPrincipalName" | "displayName"> & Partial<Omit<User, "id" | "createdDateTime">>;

function person(number: number, { userPrincipalName, displayName, ...more }: Person): User {
  const [alias = ""] = userPrincipalName.split("@");
  const [givenName = null, ...rest] = displayName.split(" ");
  return newUser({
    id: objectId("user", number),
    createdDateTime: created,
    userPrincipalName,
    displayName,
    givenName,
    surname: rest.join(" ") || null,
    mail: userPrincipalName,
    mailNickname: alias,
    employeeId: `E${String(1000 + number)}`,
    ...more,
  });
}

/** Each person is there for a reason. */
const users: readonly User[] = [
  // The two of Microsoft's Alibaba Cloud tutorial.
  person(1, {
    userPrincipalName: "b.simon@contoso.com",
    displayName: "B. Simon",
    onPremisesSamAccountName: "bsimon",
    onPremisesExtensionAttributes: { extensionAttribute1: "simon" },
  }),
  person(2, { userPrincipalName: "u2@contoso.com", displayName: "U Two", onPremisesSamAccountName: "u2" }),
  // Never assigned to anything.
  person(3, { userPrincipalName: "mallory@contoso.com", displayName: "Mallory Malone" }),
  person(4, { userPrincipalName: "carol@contoso.com", displayName: "Carol Chen", onPremisesSamAccountName: "cchen" }),
  person(5, { userPrincipalName: "dave@contoso.com", displayName: "Dave Diaz" }),
  // A guest: `#` is in no list of characters for a session name.
  person(6, {
    userPrincipalName: "erin_fabrikam.com#EXT#@contoso.onmicrosoft.com",
    displayName: "Erin Evans",
    mail: "erin@fabrikam.com",
    employeeId: null,
    userType: "Guest",
  }),
  // Longer than 32 characters.
  person(7, {
    userPrincipalName: "maximiliane.featherstonehaugh@contoso.com",
    displayName: "Maximiliane Featherstonehaugh",
    onPremisesSamAccountName: "mfeather",
  }),
  person(8, { userPrincipalName: "li.lei@contoso.com", displayName: "李雷", givenName: "雷", surname: "李" }),
  // No mailbox.
  person(9, { userPrincipalName: "frank@contoso.com", displayName: "Frank Fisher", mail: null, employeeId: null }),
  // Left the company.
  person(10, { userPrincipalName: "grace@contoso.com", displayName: "Grace Gomez", accountEnabled: false }),
  // Only in the nested group "Contractors".
  person(11, { userPrincipalName: "heidi@contoso.com", displayName: "Heidi Huber" }),
  person(12, { userPrincipalName: "ivan@contoso.com", displayName: "Ivan Ivanov" }),
];

function group(
  number: number,
  displayName: string,
  members: readonly string[],
  description: string | null = null,
): Group {
  return {
    id: objectId("group", number),
    createdDateTime: created,
    displayName,
    description,
    mailNickname: `${displayName.toLowerCase().replaceAll(" ", "-")}-${String(number)}`,
    members,
    owners: [],
  };
}

const user = (number: number) => objectId("user", number);

const groups: readonly Group[] = [
  group(1, "Alibaba Auditors", [user(1), user(2), user(8)]),
  // Entra ID does not expand nested groups when an application is assigned: group 3 must not get in through group 2.
  group(2, "Alibaba Operators", [user(4), user(5), objectId("group", 3)], "Contains the nested group Contractors"),
  group(3, "Contractors", [user(11), user(12)]),
  group(4, "Platform Engineers", [user(4), user(7), user(10)]),
  // A display name is not a key.
  group(5, "Duplicates", [user(5)]),
  group(6, "Duplicates", []),
  // CloudSSO takes no blanks in the name of a group.
  group(7, "CloudSSO-Admins", [user(1)]),
  group(8, "CloudSSO-Readers", [user(4), user(8), objectId("group", 3)], "Contains the nested group Contractors"),
];

/** The directory of a new tenant in that cloud. A fresh copy at each call. */
export function sampleDirectory(cloud: CloudName): SampleDirectory {
  const initial = `contoso.${clouds[cloud].initialDomain}`;
  const moved = (entry: User): User => ({
    ...entry,
    userPrincipalName: entry.userPrincipalName.replace("contoso.onmicrosoft.com", initial),
    onPremisesExtensionAttributes: { ...entry.onPremisesExtensionAttributes },
  });
  return {
    tenantId: "7e6a9c1d-5a3b-4c0e-9f00-c0de0c057050",
    displayName: "Contoso",
    domains: newDomains(["contoso.com", initial, sampleFederatedDomain]),
    deployer: {
      applicationId: objectId("app", 1),
      clientId: "0de90001-c1d0-4000-8000-000000000001",
      objectId: objectId("app", 2),
    },
    users: users.map(moved),
    groups: groups.map((entry) => ({ ...entry, members: [...entry.members], owners: [] })),
  };
}
