import { z } from "zod";
import { relayStateFault } from "../../alibaba/edition";
import { ramLimits, ramNames } from "../../alibaba/limits";
import { userAttributes } from "../../entra/claims";
import { assumeRole, policyDocument } from "../alibabaFields";
import { application, between, certificates, groups, map, metadata, text, users, uuid } from "../fields";

const customPolicy = z.strictObject({
  name: text(ramNames.policy.pattern, ramNames.policy.text),
  description: z.string({ error: "text" }).optional(),
  document: policyDocument(ramLimits.policyDocument),
});

const role = z.strictObject({
  name: text(ramNames.role.pattern, ramNames.role.text),
  displayName: text(/^[\s\S]{1,120}$/, "what administrators see in Entra, 1 to 120 characters").optional(),
  description: text(
    new RegExp(`^[\\s\\S]{1,${ramLimits.roleDescription}}$`),
    `1 to ${ramLimits.roleDescription} characters`,
  ).optional(),
  systemPolicies: z
    .array(text(ramNames.systemPolicy.pattern, ramNames.systemPolicy.text), { error: "a list of system policy names" })
    .max(ramLimits.systemPoliciesPerRole, { error: `at most ${ramLimits.systemPoliciesPerRole} system policies` })
    .prefault([]),
  customPolicies: z
    .array(z.string({ error: "the key of one of the account's customPolicies" }), {
      error: "a list of keys of the account's customPolicies",
    })
    .max(ramLimits.customPoliciesPerRole, { error: `at most ${ramLimits.customPoliciesPerRole} custom policies` })
    .prefault([]),
  maxSessionDuration: between(
    ramLimits.maxSessionDuration.least,
    ramLimits.maxSessionDuration.most,
    "seconds",
  ).prefault(ramLimits.maxSessionDuration.usual),
  users,
  groups,
});

const account = z.strictObject({
  assumeRole,
  region: text(/^[a-z]{2}-[a-z]+(-\d+)?$/, "a region id such as cn-hangzhou").optional(),
  customPolicies: map(customPolicy, "a custom policy").prefault({}),
  roles: map(role, "a role"),
});

const roleSsoApplication = application.extend({
  kind: z
    .enum(["gallery", "custom"], {
      error: "gallery (Entra's own template for this service) or custom (your own application)",
    })
    .prefault("gallery"),
  relayState: z
    .string({ error: "an https URL" })
    .superRefine((value, context) => {
      const fault = relayStateFault(value);
      if (fault) context.addIssue({ code: "custom", message: fault });
    })
    .optional(),
  roleIdNamespace: uuid("the namespace that app-role ids are derived from").optional(),
});

/** One entry of `roleSso`: an Entra application for accounts of one edition. Every field's meaning is in the README's reference. */
const roleSsoEntry = z.strictObject({
  edition: z.enum(["china", "international"], { error: "china or international" }),
  application: roleSsoApplication,
  samlProvider: z.strictObject({
    name: text(ramNames.samlProvider.pattern, ramNames.samlProvider.text),
    description: text(
      new RegExp(`^[\\s\\S]{1,${ramLimits.samlProviderDescription}}$`),
      `1 to ${ramLimits.samlProviderDescription} characters`,
    ).optional(),
  }),
  session: z
    .strictObject({
      nameAttribute: z
        .enum(userAttributes, { error: `one of ${userAttributes.slice(0, 5).join(", ")}, extensionattribute1 to 15` })
        .prefault("userprincipalname"),
      duration: between(ramLimits.sessionDuration.least, ramLimits.sessionDuration.most, "seconds").optional(),
    })
    .optional(),
  certificates,
  metadata,
  accounts: map(account, "an account"),
});

export const roleSsoSchema = map(roleSsoEntry, "an application for accounts of one edition").optional();

export type RoleSsoSettings = z.infer<typeof roleSsoEntry>;
