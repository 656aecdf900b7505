import { z } from "zod";
import { between, nonEmpty, text } from "./fields";

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

/** A RAM policy of at most `longest` characters as JSON. */
export const policyDocument = (longest: number) =>
  z
    .strictObject(
      {
        Version: z.literal("1", { error: '"1" in quotes (without them YAML makes a number of it)' }),
        Statement: z.array(statement, { error: "a list of statements" }).min(1, { error: "at least one statement" }),
      },
      { error: "a RAM policy (Version and Statement)" },
    )
    .refine((document) => JSON.stringify(document).length <= longest, {
      error: `a RAM policy of at most ${longest} characters as JSON`,
    });

/** How to act in another account. */
export const assumeRole = z
  .strictObject({
    roleArn: text(/^acs:ram::\d{16}:role\/\S+$/, "a role's ARN, acs:ram::<16 digits>:role/<name>"),
    sessionName: text(/^[A-Za-z0-9\-_.@=,+]{2,64}$/, "2 to 64 letters, digits and -_.@=,+").optional(),
    sessionExpiration: between(900, 43200, "seconds").optional(),
    externalId: nonEmpty("text").optional(),
  })
  .optional();
