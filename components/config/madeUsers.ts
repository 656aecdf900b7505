import type * as pulumi from "@pulumi/pulumi";
import { mailNicknameOf } from "../domainFederation";
import type { KnownUser } from "../entra/directory";
import type { DomainFederationSettings } from "./domainFederation/settings";
import type { Findings } from "./findings";

/** Users whom this stack makes, as claims will see them, by user principal name in lower case. */
export type MadeUsers = ReadonlyMap<string, KnownUser>;

/** Before they exist: they are known from the configuration alone. */
export const configuredUsers = (entries: Readonly<Record<string, DomainFederationSettings>> = {}): MadeUsers =>
  new Map(
    Object.values(entries).flatMap(({ users }) =>
      Object.values(users).map(({ userPrincipalName, displayName }) => [
        userPrincipalName.toLowerCase(),
        { userPrincipalName, displayName, attributes: attributesOf(userPrincipalName) },
      ]),
    ),
  );

/** What Entra fills in for a user made by Graph: the alias as it is given, and no mail address, as that comes with a mailbox. */
const attributesOf = (userPrincipalName: string): KnownUser["attributes"] => ({
  userprincipalname: userPrincipalName,
  mail: "",
  mailnickname: mailNicknameOf(userPrincipalName),
  employeeid: "",
  onpremisessamaccountname: "",
});

/** With the object ids that the made users have got, by user principal name. */
export const madeUsers = (
  configured: MadeUsers,
  objectIds: Readonly<Record<string, pulumi.Input<string>>>,
): MadeUsers =>
  new Map(
    Object.entries(objectIds).flatMap(([name, objectId]) => {
      const user = configured.get(name.toLowerCase());
      return user ? [[name.toLowerCase(), { ...user, objectId }] as const] : [];
    }),
  );

/** The findings for everybody else: whoever this stack makes counts as found, whether the directory has the user yet or not. */
export const withMadeUsers = (findings: Findings, names: readonly string[], made: MadeUsers): Findings => ({
  ...findings,
  users: new Map([
    ...findings.users,
    ...names.flatMap((name) => {
      const user = made.get(name.toLowerCase());
      return user ? [[name, user] as const] : [];
    }),
  ]),
});
