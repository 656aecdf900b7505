import assert from "node:assert/strict";
import { createScimCredential } from "../../../../sandbox/alibaba/cloudsso/model/scimCredentials";
import { createJob, pauseJob, setSecrets } from "../../../../sandbox/entra/model/synchronization";
import { readers } from "./corp";
import { assign } from "./deploy";
import { mapUserName } from "./deployCloudSso";

import { manual, quarantine, secretsOf, type CloudSsoDeviation } from "./cloudSsoDeviation";
export const ofSynchronization: readonly CloudSsoDeviation[] = [
  {
    what: "synchronization is switched off",
    change: ({ directory }) => void (directory.scimStatus = "Disabled"),
    lacking: [
      "the directory has SCIM synchronization Enabled",
      "Corp has a provisioning job whose last cycle has Succeeded",
    ],
    unwanted: [
      "the directory has SCIM synchronization Disabled",
      quarantine("HTTP 403: SCIM synchronization is disabled for this directory."),
      "Corp has a provisioning job whose last cycle has Failed",
    ],
  },
  {
    what: "Entra's token is disabled",
    change: ({ directory }) => Object.values(directory.scimCredentials).forEach((one) => (one.status = "Disabled")),
    lacking: [
      "the directory has 1 SCIM credentials that are Enabled",
      "Corp provisions with a SCIM credential of the directory d-x that is Enabled",
      "Corp has a provisioning job whose last cycle has Succeeded",
    ],
    unwanted: [
      "the directory has 1 SCIM credentials that are Disabled",
      "Corp provisions with a SCIM credential of the directory d-x that is Disabled",
      quarantine("HTTP 401: The SCIM credential is disabled."),
      "Corp has a provisioning job whose last cycle has Failed",
    ],
  },
  {
    what: "there is one more SCIM credential",
    change: ({ directory }, { alibaba }) => void createScimCredential(alibaba.cloud, directory),
    lacking: ["the directory has 1 SCIM credentials that are Enabled"],
    unwanted: ["the directory has 2 SCIM credentials that are Enabled"],
  },
  {
    what: "Entra has a token that no directory knows",
    change: (deployed, sandbox) =>
      setSecrets(sandbox.entra.tenant, deployed.principal, [
        { key: "BaseAddress", value: String(secretsOf(sandbox, deployed).BaseAddress) },
        { key: "SecretToken", value: "no token" },
      ]),
    lacking: [
      "Corp provisions with a SCIM credential of the directory d-x that is Enabled",
      "Corp has a provisioning job whose last cycle has Succeeded",
    ],
    unwanted: [
      "Corp provisions with a token that no directory knows",
      quarantine("HTTP 401: The SCIM credential is missing or invalid."),
      "Corp has a provisioning job whose last cycle has Failed",
    ],
    more: [
      'outputs: primary.expires of cloudSso.corp.scimCredentials is "DATE", not there: no directory knows the token',
    ],
  },
  {
    what: "Entra pushes to another region",
    change: (deployed, sandbox) =>
      setSecrets(sandbox.entra.tenant, deployed.principal, [
        { key: "BaseAddress", value: "https://cloudsso-scim-us-west-1.aliyun.com/scim/v2" },
        { key: "SecretToken", value: String(secretsOf(sandbox, deployed).SecretToken) },
      ]),
    lacking: [
      "Corp provisions to https://cloudsso-scim-cn-shanghai.aliyun.com/scim/v2",
      "Corp has a provisioning job whose last cycle has Succeeded",
    ],
    unwanted: [
      "Corp provisions to https://cloudsso-scim-us-west-1.aliyun.com/scim/v2",
      quarantine("HTTP 401: The SCIM credential is missing or invalid."),
      "Corp has a provisioning job whose last cycle has Failed",
    ],
  },
  {
    what: "the job is paused",
    change: ({ job }) => pauseJob(job ?? assert.fail()),
    lacking: ["Corp has a provisioning job that is Active"],
    unwanted: ["Corp has a provisioning job that is Paused"],
  },
  {
    what: "the job fills userName from another attribute, which happens to hold the same",
    change: ({ job }, sandbox) => mapUserName(sandbox, job ?? assert.fail(), "mail"),
    lacking: ["Corp fills userName from [userprincipalname]"],
    unwanted: ["Corp fills userName from [mail]"],
  },
  {
    what: "the job fills userName from another attribute, which does not",
    change: ({ job }, sandbox) => mapUserName(sandbox, job ?? assert.fail(), "employeeId"),
    lacking: [
      "Corp fills userName from [userprincipalname]",
      ...["b.simon", "u2", "carol", "li.lei", "dave"].map(
        (who) => `the directory has the user ${who}@contoso.com, Enabled and Synchronized`,
      ),
      "the directory has b.simon@contoso.com in the group CloudSSO-Admins",
      ...["carol", "li.lei"].map((who) => `the directory has ${who}@contoso.com in the group CloudSSO-Readers`),
      `the directory gives Viewer in the account ${readers} to the User u2@contoso.com`,
    ],
    unwanted: [
      "Corp fills userName from [employeeid]",
      ...["E1001", "E1002", "E1004", "E1008", "E1005"].map(
        (who) => `the directory has the user ${who}, Enabled and Synchronized`,
      ),
      "the directory has E1001 in the group CloudSSO-Admins",
      ...["E1004", "E1008"].map((who) => `the directory has ${who} in the group CloudSSO-Readers`),
      `the directory gives Viewer in the account ${readers} to the User E1002`,
    ],
    wrong: /refused by the rule "user-exists"/,
  },
  {
    what: "an application pushes whose configuration says no such thing",
    application: manual,
    change: ({ principal }, { entra: { tenant } }) => void createJob(tenant, principal, "scim"),
    unwanted: [
      "Corp provisions users and groups by 1 job",
      "Corp has a provisioning job that is Disabled",
      "Corp has a provisioning job whose last cycle has not come yet",
      "Corp fills userName from [userprincipalname]",
    ],
  },
];

export const ofEntra: readonly CloudSsoDeviation[] = [
  {
    what: "the application has another identifier",
    change: ({ application }) => void (application.identifierUris = ["urn:other"]),
    lacking: ["Corp has the identifier https://signin-cn-shanghai.alibabacloudsso.com/saml/sp/d-x"],
    unwanted: ["Corp has the identifier urn:other"],
    more: [
      "metadata: the identifier of Corp is urn:other, but the directory's document says https://signin-cn-shanghai.alibabacloudsso.com/saml/sp/d-x",
    ],
    wrong: /refused by the rule|refused, but not as/,
  },
  {
    what: "the application has no reply URL",
    change: ({ application }) => void (application.web = { ...application.web, redirectUris: [] }),
    lacking: ["Corp has the reply URL ACS"],
    more: ["metadata: the reply URL of Corp is not set, but the directory's document says ACS"],
    wrong: /refused by the rule "(request-reply-url|reply-url)"|refused, but not as/,
  },
  {
    what: "the application has one more reply URL",
    change: ({ application, directory }) =>
      void (application.web = {
        ...application.web,
        redirectUris: [directory.serviceProvider.acsUrl, "https://evil.example/"],
      }),
    unwanted: ["Corp has the reply URL https://evil.example/"],
    more: ["metadata: the reply URL of Corp is ACS, https://evil.example/, but the directory's document says ACS"],
    wrong: /refused by the rule "reply-url"/,
  },
  {
    what: "the application names users by another attribute, which happens to hold the same",
    change: ({ principal }) => void (principal.claimsMappingPolicies = []),
    lacking: [
      "Corp has a claims mapping policy",
      "Corp names users by the user's userprincipalname, as urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    ],
    unwanted: ["Corp has no claims mapping policy"],
  },
  {
    what: "somebody more is assigned, and pushed",
    change: (deployed, { entra: { tenant } }) => {
      const mallory = tenant.findUser("mallory@contoso.com") ?? assert.fail();
      tenant.data.users = tenant.data.users.map((user) => (user === mallory ? { ...mallory, id: "mallory" } : user));
      assign(tenant, deployed, "mallory@contoso.com");
    },
    unwanted: [
      "Corp gives User to mallory",
      "the directory has the user mallory@contoso.com, Enabled and Synchronized",
    ],
    wrong: /^IN, though nobody promised it$/,
  },
  {
    what: "everybody is let in",
    change: ({ principal }) => void (principal.appRoleAssignmentRequired = false),
    lacking: ["Corp lets in who is assigned"],
    unwanted: ["Corp lets in everybody, assigned or not"],
    wrong: /refused, but not as not assigned: refused by the rule "user-exists"/,
  },
];

const given = (what: string, name: string, value: unknown, more: string): CloudSsoDeviation => ({
  what: `the stack gives out ${what}`,
  change: ({ output }) => {
    output[name] = value;
  },
  more: [more],
});

export const ofOutputs: readonly CloudSsoDeviation[] = [
  given("another directory", "directoryId", "d-y", 'outputs: directoryId of cloudSso.corp is "d-y", not "d-x"'),
  given(
    "another identifier",
    "identifier",
    "urn:x",
    'outputs: identifier of cloudSso.corp is "urn:x", not "https://signin-cn-shanghai.alibabacloudsso.com/saml/sp/d-x"',
  ),
  given("another reply URL", "replyUrl", "urn:x", 'outputs: replyUrl of cloudSso.corp is "urn:x", not "ACS"'),
  given(
    "no metadata",
    "metadata",
    undefined,
    "outputs: metadata of cloudSso.corp has other certificates than the directory",
  ),
  given(
    "another SCIM endpoint",
    "scimEndpoint",
    "urn:x",
    'outputs: scimEndpoint of cloudSso.corp is "urn:x", not "https://cloudsso-scim-cn-shanghai.aliyun.com/scim/v2"',
  ),
  given(
    "another date for the token",
    "scimCredentials",
    { primary: { active: true, expires: "2020-01-01T00:00:00Z" } },
    'outputs: primary.expires of cloudSso.corp.scimCredentials is "DATE", not DATE',
  ),
];
