import { z } from "zod";
import { nameIdAttributes } from "../entra/claims";

/** Text that matches `pattern`; `remedy` completes "must be …". */
export const text = (pattern: RegExp, remedy: string) => z.string({ error: remedy }).regex(pattern, { error: remedy });

export const between = (least: number, most: number, what: string) => {
  const error = `a whole number of ${what} from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

export const nonEmpty = (what: string) => text(/\S/, what);

/** Keys name resources, so they stay plain; they also decide app-role ids, so they should never change. */
const key = text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, "a key of letters, digits, hyphens and underscores, at most 64");

export const map = <Value extends z.ZodType>(value: Value, what: string) =>
  z.record(key, value, { error: `a map from a key of your choice to ${what}` });

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const uuid = (what: string) => text(uuidPattern, `${what}, a UUID`);

/** The longest that Entra takes as a reply URL or identifier. Source: Entra, "Redirect URI restrictions" and "Service limits". */
export const longestUrl = 255;

/** An address that a browser can be sent to. Entra takes no reply URL over plain http but for localhost, which is no service. */
export const httpsUrl = (what: string) => {
  const error = `${what}: an https URL of at most ${longestUrl} characters, without user name, blanks and fragment`;
  return z.string({ error }).refine(isHttpsUrl, { error });
};

export function isHttpsUrl(value: string): boolean {
  if (value.length > longestUrl || !/^https:\/\/[^/\s]\S*$/.test(value) || !URL.canParse(value)) return false;
  const { username, password, hash } = new URL(value);
  return username === "" && password === "" && hash === "";
}

/** Who uses or owns something. */
export const users = z
  .array(nonEmpty("a user principal name or an object id"), { error: "a list of user principal names or object ids" })
  .prefault([]);
export const groups = z
  .array(nonEmpty("a group's display name or object id"), { error: "a list of group display names or object ids" })
  .prefault([]);

const certificate = z.strictObject({
  active: z.boolean({ error: "true for the certificate that signs, false for the others" }).prefault(false),
  displayName: text(/^CN=.+$/, "a name that begins with CN=").optional(),
  endDate: text(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    'a time in quotes, such as "2028-12-31T00:00:00Z" (without them YAML makes another text of it)',
  ).optional(),
});

export const certificates = map(certificate, "a signing certificate").prefault({ primary: { active: true } });

export const metadata = z
  .union([z.enum(["derived", "published"]), z.strictObject({ file: nonEmpty("the path of an XML file") })], {
    error: "derived, published, or {file: <path of an XML file>}",
  })
  .prefault("derived");

/** What every Entra application has. */
export const application = z.strictObject({
  name: text(/^[\s\S]{1,120}$/, "what users see, 1 to 120 characters"),
  owners: users,
  notificationEmails: z
    .array(text(/^[^@\s]+@[^@\s]+$/, "an e-mail address"), { error: "a list of e-mail addresses" })
    .max(5, { error: "at most five addresses (an Entra limit)" })
    .prefault([]),
  adopt: z.strictObject({ objectId: uuid("the object id of an application that exists") }).optional(),
});

export const nameIdAttribute = z.enum(nameIdAttributes, {
  error: `one of ${nameIdAttributes.slice(0, 4).join(", ")}, extensionattribute1 to 15`,
});
