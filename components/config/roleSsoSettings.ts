import { z } from "zod";
import { relayStateFault } from "../alibaba/edition";
import { ramLimits, ramNames } from "../alibaba/limits";
import { userAttributes } from "../entra/claims";

/** Text that matches `pattern`; `remedy` completes "must be …". */
const text = (pattern: RegExp, remedy: string) => z.string({ error: remedy }).regex(pattern, { error: remedy });

const between = (least: number, most: number, what: string) => {
  const error = `a whole number of ${what} from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

const nonEmpty = (what: string) => text(/\S/, what);

/** Keys name resources, so they stay plain; they also decide app-role ids, so they should never change. */
const key = text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "a key of letters, digits, hyphens and underscores, at most 64");

const map = <Value extends z.ZodType>(value: Value, what: string) =>
  z.record(key, value, { error: `a map from a key of your choice to ${what}` });

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const uuid = (what: string) => text(uuidPattern, `${what}, a UUID`);

const users = z
  .array(nonEmpty("a user principal name or an object id"), { error: "a list of user principal names or object ids" })
  .prefault([]);
const groups = z
  .array(nonEmpty("a group's display name or object id"), { error: "a list of group display names or object ids" })
  .prefault([]);

const customPolicy = z.strictObject({
  name: text(ramNames.policy.pattern, ramNames.policy.text),
  description: z.string({ error: "text" }).optional(),
  document: z
    .record(z.string(), z.unknown(), { error: "a RAM policy (Version and Statement)" })
    .refine((document) => JSON.stringify(document).length <= ramLimits.policyDocument, {
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

const certificate = z.strictObject({
  active: z.boolean({ error: "true for the certificate that signs, false for the others" }).prefault(false),
  displayName: text(/^CN=.+$/, "a name that begins with CN=").optional(),
  endDate: text(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    'a time in quotes, such as "2028-12-31T00:00:00Z" (without them YAML makes another text of it)',
  ).optional(),
});

const application = z.strictObject({
  kind: z
    .enum(["gallery", "custom"], {
      error: "gallery (Entra's own template for this service) or custom (your own application)",
    })
    .prefault("gallery"),
  name: text(/^[\s\S]{1,120}$/, "what users see, 1 to 120 characters"),
  owners: users,
  notificationEmails: z
    .array(text(/^[^@\s]+@[^@\s]+$/, "an e-mail address"), { error: "a list of e-mail addresses" })
    .max(5, { error: "at most five addresses (an Entra limit)" })
    .prefault([]),
  relayState: z
    .string({ error: "an https URL" })
    .superRefine((value, context) => {
      const fault = relayStateFault(value);
      if (fault) context.addIssue({ code: "custom", message: fault });
    })
    .optional(),
  adopt: z.strictObject({ objectId: uuid("the object id of an application that exists") }).optional(),
  roleIdNamespace: uuid("the namespace that app-role ids are derived from").optional(),
});

/** One entry of `roleSso`: an Entra application for accounts of one edition. Every field's meaning is in the README's reference. */
const roleSsoEntry = z.strictObject({
  edition: z.enum(["china", "international"], { error: "china or international" }),
  application,
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
  certificates: map(certificate, "a signing certificate").prefault({ primary: { active: true } }),
  metadata: z
    .union([z.enum(["derived", "published"]), z.strictObject({ file: nonEmpty("the path of an XML file") })], {
      error: "derived, published, or {file: <path of an XML file>}",
    })
    .prefault("derived"),
  accounts: map(account, "an account"),
});

export const roleSsoSchema = map(roleSsoEntry, "an application").optional();

export type RoleSsoSettings = z.infer<typeof roleSsoEntry>;
