import { z } from "zod";
import { relayStateFault } from "../../alibaba/edition";
import { ramLimits, ramNames } from "../../alibaba/limits";
import { userAttributes } from "../../entra/claims";
import { application, between, certificates, groups, map, metadata, nonEmpty, text, users, uuid } from "../fields";

const texts = (what: string) => {
  const error = `${what}: text, or a list of texts`;
  return z.union([z.string({ error }), z.array(z.string({ error }), { error }).min(1, { error })], { error });
};

/** Source: RAM documentation, "Policy elements". What is written here is a policy of an identity, so it has no Principal. */
const statement = z
  .strictObject({
    Effect: z.enum(["Allow", "Deny"], { error: "Allow or Deny" }),
    Action: texts("actions such as ecs:DescribeInstances").optional(),
    NotAction: texts("actions such as ecs:DescribeInstances").optional(),
    Resource: texts("resources, such as * or acs:oss:*:*:bucket/*"),
    Condition: z.record(z.string(), z.unknown(), { error: "a map of condition operators" }).optional(),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
    error: "either Action or NotAction",
  });

const policyDocument = z.strictObject(
  {
    Version: z.literal("1", { error: '"1" in quotes (without them YAML makes a number of it)' }),
    Statement: z.array(statement, { error: "a list of statements" }).min(1, { error: "at least one statement" }),
  },
  { error: "a RAM policy (Version and Statement)" },
);

const customPolicy = z.strictObject({
  name: text(ramNames.policy.pattern, ramNames.policy.text),
  description: z.string({ error: "text" }).optional(),
  document: policyDocument.refine((document) => JSON.stringify(document).length <= ramLimits.policyDocument, {
    error: `a RAM policy of at most ${ramLimits.policyDocument} characters as JSON`,
  }),
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
  assumeRole: z
    .strictObject({
      roleArn: text(/^acs:ram::\d{16}:role\/\S+$/, "a role's ARN, acs:ram::<16 digits>:role/<name>"),
      sessionName: text(/^[A-Za-z0-9\-_.@=,+]{2,64}$/, "2 to 64 letters, digits and -_.@=,+").optional(),
      sessionExpiration: between(900, 43200, "seconds").optional(),
      externalId: nonEmpty("text").optional(),
    })
    .optional(),
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
