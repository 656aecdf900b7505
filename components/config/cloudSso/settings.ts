import { z } from "zod";
import {
  cloudSsoLimits,
  cloudSsoNames,
  cloudSsoRegions,
  cloudSsoRelayStateFault,
} from "../../alibaba/cloudSso/service";
import { ramNames } from "../../alibaba/limits";
import { assumeRole, policyDocument } from "../alibabaFields";
import {
  application,
  between,
  certificates,
  groups,
  httpsUrl,
  map,
  metadata,
  nameIdAttribute,
  text,
  users,
} from "../fields";

const accessConfiguration = z.strictObject({
  name: text(cloudSsoNames.accessConfiguration.pattern, cloudSsoNames.accessConfiguration.text),
  description: text(/^[\s\S]{1,1024}$/, "1 to 1024 characters").optional(),
  sessionDuration: between(
    cloudSsoLimits.sessionDuration.least,
    cloudSsoLimits.sessionDuration.most,
    "seconds",
  ).prefault(cloudSsoLimits.sessionDuration.usual),
  relayState: httpsUrl("a page of the Alibaba Cloud console").optional(),
  systemPolicies: z
    .array(text(ramNames.systemPolicy.pattern, ramNames.systemPolicy.text), { error: "a list of system policy names" })
    .max(cloudSsoLimits.systemPolicies, { error: `at most ${cloudSsoLimits.systemPolicies} system policies` })
    .prefault([]),
  inlinePolicy: z
    .strictObject({
      name: text(/^[A-Za-z0-9-]{1,32}$/, "1 to 32 letters, digits or hyphens").prefault("InlinePolicy"),
      document: policyDocument(cloudSsoLimits.inlinePolicy),
    })
    .optional(),
});

const assignment = z.strictObject({
  account: text(/^\d{16}$/, "the id of a member account, 16 digits in quotes"),
  accessConfiguration: text(/\S/, "the key of one of the accessConfigurations"),
  users,
  groups,
});

const directory = z.union(
  [
    z.strictObject({ name: text(cloudSsoNames.directory.pattern, cloudSsoNames.directory.text) }),
    z.strictObject({ adopt: text(/^d-[a-z0-9]+$/, "the id of a directory, d-…") }),
  ],
  { error: `{name: …} to make one (${cloudSsoNames.directory.text}), or {adopt: d-…} for one that exists` },
);

/** One entry of `cloudSso`: an Entra application for the directory of one management account. */
const cloudSsoEntry = z.strictObject({
  application: application.extend({
    relayState: z
      .string({ error: "an https URL" })
      .superRefine((value, context) => {
        const fault = cloudSsoRelayStateFault(value);
        if (fault) context.addIssue({ code: "custom", message: fault });
      })
      .optional(),
  }),
  region: z.enum(cloudSsoRegions, { error: `the directory's region, one of ${cloudSsoRegions.join(", ")}` }),
  assumeRole,
  directory,
  nameId: nameIdAttribute.prefault("userprincipalname"),
  provisioning: z
    .enum(["scim", "manual"], { error: "scim (Entra pushes users and groups) or manual (this stack makes the users)" })
    .prefault("scim"),
  scimCredentials: map(
    z.strictObject({ active: z.boolean({ error: "true for the token that Entra uses" }).prefault(false) }),
    "a SCIM credential",
  ).prefault({ primary: { active: true } }),
  certificates,
  metadata,
  users,
  groups,
  accessConfigurations: map(accessConfiguration, "an access configuration").prefault({}),
  assignments: map(assignment, "an assignment").prefault({}),
});

export const cloudSsoSchema = map(
  cloudSsoEntry,
  "an application for the directory of one management account",
).optional();

export type CloudSsoSettings = z.infer<typeof cloudSsoEntry>;
