import assert from "node:assert/strict";
import { admins, readers } from "./corp";
import { giveAccess, makeConfiguration } from "./deployCloudSso";
import { accessConfiguration } from "./promises";

import { denies, groupOf, inViewer, role, userOf, viewerRole, type CloudSsoDeviation } from "./cloudSsoDeviation";
export const ofAccess: readonly CloudSsoDeviation[] = [
  inViewer("another description", (viewer) => (viewer.description = "Sees."), [
    'has the description "Looks."',
    'has the description "Sees."',
  ]),
  inViewer(
    "shorter sessions",
    (viewer) => (viewer.sessionDuration = 900),
    ["has sessions of 1800 s", "has sessions of 900 s"],
    /session-duration 900, not 1800/,
  ),
  inViewer(
    "another landing page",
    (viewer) => (viewer.relayState = ""),
    ["leads to https://ecs.console.aliyun.com/", "leads to the console's first page"],
    /landing-page .*, not https:\/\/ecs\.console\.aliyun\.com\//,
  ),
  inViewer("one policy less", (viewer) => (viewer.permissionPolicies = viewer.permissionPolicies.slice(1)), [
    "has the System policy ReadOnlyAccess",
    "",
  ]),
  inViewer(
    "another inline policy",
    (viewer) =>
      (viewer.permissionPolicies = viewer.permissionPolicies.map((policy) => ({
        ...policy,
        permissionPolicyDocument: policy.permissionPolicyDocument?.replace("GetObject", "PutObject"),
      }))),
    [
      `has the inline policy NoObjects: ${denies("oss:GetObject")}`,
      `has the inline policy NoObjects: ${denies("oss:PutObject")}`,
    ],
  ),
  {
    what: "there is one more access configuration",
    change: ({ directory }, sandbox) =>
      void makeConfiguration(sandbox, directory, accessConfiguration({ name: "Root" })),
    unwanted: ["has no description", "has sessions of 3600 s", "leads to the console's first page"].map(
      (text) => `the directory has the access configuration Root, which ${text}`,
    ),
  },
  {
    what: "somebody has one more assignment",
    change: ({ directory }, sandbox) =>
      giveAccess(sandbox, directory, "Viewer", {
        targetId: readers,
        principalType: "User",
        principalId: userOf(directory, "dave@contoso.com").userId,
      }),
    unwanted: [`the directory gives Viewer in the account ${readers} to the User dave@contoso.com`],
    wrong: /^offered, though nobody promised it$/,
  },
  {
    what: "somebody has the right access configuration in another account, too",
    change: ({ directory }, sandbox) =>
      giveAccess(sandbox, directory, "Viewer", {
        targetId: admins,
        principalType: "User",
        principalId: userOf(directory, "u2@contoso.com").userId,
      }),
    unwanted: [
      `the directory gives Viewer in the account ${admins} to the User u2@contoso.com`,
      `the directory has Viewer in the account ${admins}, Provisioned`,
      ...[
        "has sessions of at most 1800 s",
        "has the System policy ReadOnlyAccess",
        `has an inline policy: ${denies("oss:GetObject")}`,
      ].map((text) => role(text).replace(readers, admins)),
    ],
    wrong: /^offered, though nobody promised it$/,
  },
  {
    what: "a group has no assignment",
    change: ({ directory }) => {
      const { groupId } = groupOf(directory, "CloudSSO-Readers");
      directory.assignments = directory.assignments.filter(({ principalId }) => principalId !== groupId);
    },
    lacking: [`the directory gives Viewer in the account ${readers} to the Group CloudSSO-Readers`],
    wrong: /^not offered; the user portal has nothing to choose$/,
  },
  {
    what: "one of two accounts is not offered",
    change: ({ directory }) => {
      directory.assignments = directory.assignments.filter(({ targetId }) => targetId !== admins);
    },
    lacking: [`the directory gives Administrator in the account ${admins} to the Group CloudSSO-Admins`],
    wrong: new RegExp(`^not offered; the user portal has ${readers}/Administrator$`),
  },
  {
    what: "a role is not what the access configuration says now",
    change: ({ directory }) => {
      for (const one of directory.provisionings) if (one.targetId === admins) one.status = "ReprovisionRequired";
    },
    lacking: [`the directory has Administrator in the account ${admins}, Provisioned`],
    unwanted: [`the directory has Administrator in the account ${admins}, ReprovisionRequired`],
  },
];

export const ofMemberAccounts: readonly CloudSsoDeviation[] = [
  {
    what: "a role has shorter sessions than the access configuration",
    change: (_, sandbox) => void (viewerRole(sandbox).maxSessionDuration = 900),
    lacking: [role("has sessions of at most 1800 s")],
    unwanted: [role("has sessions of at most 900 s")],
    wrong: /session-duration 900, not 1800/,
  },
  {
    what: "a role may do more",
    change: (_, sandbox) =>
      void viewerRole(sandbox).attachments.push({
        policyType: "System",
        policyName: "AdministratorAccess",
        attachDate: "2026-01-01T00:00:00Z",
      }),
    unwanted: [role("has the System policy AdministratorAccess")],
  },
  {
    what: "the inline policy of a role says something else",
    change: (_, { alibaba }) => {
      const policy = alibaba.state.accounts[readers]?.policies["AliyunReservedSSO-Policy-Viewer"] ?? assert.fail();
      policy.versions = policy.versions.map((version) => ({
        ...version,
        policyDocument: version.policyDocument.replace("GetObject", "PutObject"),
      }));
    },
    lacking: [role(`has an inline policy: ${denies("oss:GetObject")}`)],
    unwanted: [role(`has an inline policy: ${denies("oss:PutObject")}`)],
  },
  {
    what: "a role is gone, and its policy is left over",
    change: (_, { alibaba }) => {
      delete alibaba.state.accounts[readers]?.roles["aliyunreservedsso-viewer"];
    },
    lacking: [
      role("has sessions of at most 1800 s"),
      role("has the System policy ReadOnlyAccess"),
      role(`has an inline policy: ${denies("oss:GetObject")}`),
    ],
    unwanted: [`${readers}: the custom policy AliyunReservedSSO-Policy-Viewer is ${denies("oss:GetObject")}`],
    wrong: /^not offered; the user portal has nothing to choose$/,
  },
  {
    what: "there is a role of the same kind that belongs to no directory",
    change: (_, sandbox) => {
      const { roles } = sandbox.alibaba.state.accounts[admins] ?? assert.fail();
      roles["aliyunreservedsso-root"] = {
        ...viewerRole(sandbox),
        roleName: "AliyunReservedSSO-Root",
        attachments: [],
        reservedFor: undefined,
        assumeRolePolicyDocument: "{}",
      };
    },
    unwanted: [
      `${admins}: the role AliyunReservedSSO-Root has sessions of at most 1800 s`,
      `${admins}: the role AliyunReservedSSO-Root has a trust policy {}`,
    ],
  },
];
