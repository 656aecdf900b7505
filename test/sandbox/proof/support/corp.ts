import type { PromisedCloudSso } from "../../../../sandbox/proof/promised/cloudSso";
import { accessConfiguration, promisedCloudSso } from "./promises";

/** Two member accounts of the samples. */
export const admins = "1187654321098765";
export const readers = "1298765432109876";

export const administrator = accessConfiguration({
  name: "Administrator",
  sessionDuration: 43200,
  systemPolicies: ["AdministratorAccess"],
});

/** The policy that takes something away again. */
export const denial = {
  Version: "1",
  Statement: [{ Effect: "Deny", Action: "oss:GetObject", Resource: "*" }],
};

export const viewer = accessConfiguration({
  name: "Viewer",
  description: "Looks.",
  sessionDuration: 1800,
  relayState: "https://ecs.console.aliyun.com/",
  systemPolicies: ["ReadOnlyAccess"],
  inlinePolicy: { name: "NoObjects", document: denial },
});

/** B. Simon may do everything in two accounts, three others may look at one; Dave may get in, and Grace is disabled. */
export const corp = (more: Partial<PromisedCloudSso> = {}): PromisedCloudSso =>
  promisedCloudSso({
    owners: ["carol@contoso.com"],
    notificationEmails: ["platform@contoso.com"],
    users: ["u2@contoso.com", "dave@contoso.com", "grace@contoso.com"],
    groups: ["CloudSSO-Admins", "CloudSSO-Readers"],
    accessConfigurations: [administrator, viewer],
    assignments: [
      { account: admins, accessConfiguration: administrator, users: [], groups: ["CloudSSO-Admins"] },
      { account: readers, accessConfiguration: administrator, users: [], groups: ["CloudSSO-Admins"] },
      { account: readers, accessConfiguration: viewer, users: ["u2@contoso.com"], groups: ["CloudSSO-Readers"] },
    ],
    ...more,
  });
