import { createUser } from "../../../../sandbox/alibaba/cloudsso/model/users";
import { createGroup } from "../../../../sandbox/alibaba/cloudsso/model/groups";
import { admins } from "./corp";

import { groupOf, manual, strangersCertificate, userOf, type CloudSsoDeviation } from "./cloudSsoDeviation";
export const ofTheDirectory: readonly CloudSsoDeviation[] = [
  {
    what: "the directory has another name",
    change: ({ directory }) => void (directory.directoryName = "other"),
    lacking: ["the directory has the name corp"],
    unwanted: ["the directory has the name other"],
    more: [
      'outputs: signOnUrl of cloudSso.corp is "https://signin-cn-shanghai.alibabacloudsso.com/corp/login", not "https://signin-cn-shanghai.alibabacloudsso.com/other/login"',
    ],
    wrong: /EntityNotExists\.Directory|directory other, not corp/,
  },
  {
    what: "SSO logon is not enabled",
    change: ({ directory }) => void (directory.identityProvider.ssoStatus = "Disabled"),
    lacking: ["the directory has SSO logon Enabled"],
    unwanted: ["the directory has SSO logon Disabled"],
    wrong: /refused by the rule "sso-enabled"|InvalidUserNameOrPassword|refused, but not as/,
  },
  {
    what: "users are sent to another address",
    change: ({ directory: { identityProvider } }) =>
      void (identityProvider.loginUrl = `${identityProvider.loginUrl ?? ""}?x=1`),
    lacking: [
      "the directory sends users to https://login.microsoftonline.com/7e6a9c1d-5a3b-4c0e-9f00-c0de0c057050/saml2",
    ],
    unwanted: [
      "the directory sends users to https://login.microsoftonline.com/7e6a9c1d-5a3b-4c0e-9f00-c0de0c057050/saml2?x=1",
    ],
    wrong: /refused by the rule "request-destination"/,
  },
  {
    what: "it believes another issuer",
    change: ({ directory: { identityProvider } }) => void (identityProvider.entityId = "urn:other"),
    lacking: ["the directory believes https://sts.windows.net/7e6a9c1d-5a3b-4c0e-9f00-c0de0c057050/"],
    unwanted: ["the directory believes urn:other"],
    wrong: /refused by the rule "issuer"/,
  },
  {
    what: "it trusts somebody else's certificate, too",
    change: async ({ directory: { identityProvider } }, sandbox) =>
      void identityProvider.certificates.push(await strangersCertificate(sandbox)),
    unwanted: ["the directory trusts 1 signing certificates of nobody known"],
    more: ["outputs: metadata of cloudSso.corp has other certificates than the directory"],
  },
  {
    what: "it trusts somebody else's certificate instead",
    change: async ({ directory: { identityProvider } }, sandbox) =>
      void (identityProvider.certificates = [await strangersCertificate(sandbox)]),
    lacking: ["the directory trusts 1 signing certificates of Corp"],
    unwanted: ["the directory trusts 1 signing certificates of nobody known"],
    more: ["outputs: metadata of cloudSso.corp has other certificates than the directory"],
    wrong: /refused by the rule "signature/,
  },
  {
    what: "another management account has a directory, too",
    change: ({ directory }, { alibaba }) =>
      void (alibaba.state.cloudSso[admins] = {
        ...directory,
        directoryId: "d-stray",
        directoryName: "stray",
        scimCredentials: {},
      }),
    unwanted: [`${admins}: the CloudSSO directory stray is none that the stack promises`],
  },
];

export const ofPeople: readonly CloudSsoDeviation[] = [
  {
    what: "somebody was made by hand in the directory",
    change: ({ directory }, { alibaba }) => void createUser(alibaba.cloud, directory, { userName: "root" }),
    unwanted: ["the directory has the user root, Enabled and Manual"],
  },
  {
    what: "a user that the stack makes is disabled there",
    application: manual,
    change: ({ directory }) => void (userOf(directory, "u2@contoso.com").status = "Disabled"),
    lacking: ["the directory has the user u2@contoso.com, Enabled and Manual"],
    unwanted: ["the directory has the user u2@contoso.com, Disabled and Manual"],
    wrong: /refused by the rule "user-enabled"/,
  },
  {
    what: "a group was made by hand in the directory",
    change: ({ directory }, { alibaba }) => void createGroup(alibaba.cloud, directory, { groupName: "Friends" }),
    unwanted: ["the directory has the group Friends, Manual"],
  },
  {
    what: "somebody is a member of a group there, but not in Entra",
    change: ({ directory }) =>
      void groupOf(directory, "CloudSSO-Admins").members.push(userOf(directory, "dave@contoso.com").userId),
    unwanted: ["the directory has dave@contoso.com in the group CloudSSO-Admins"],
    wrong: /^offered, though nobody promised it$/,
  },
];
