import type { SignOnTrace } from "../browser/signOn";
import { UserError } from "../core/userError";
import { nearest } from "../fixture/fault";

/** An application of the stack, and where its users begin. */
export interface SignOnStart {
  /** `roleSso` */
  readonly system: string;
  readonly key: string;
  readonly start: string;
}

type Outputs = Readonly<Record<string, unknown>>;

const record = (value: unknown): Outputs =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Outputs) : {};

/** Every application that the stack gives out, whatever the system; Alibaba Cloud's first. A person would read the addresses there, too. */
export function applicationsIn(outputs: Outputs): SignOnStart[] {
  const { roleSso, ...others } = outputs;
  return Object.entries({ roleSso, ...others }).flatMap(([system, applications]) =>
    Object.entries(record(applications)).flatMap(([key, application]) => {
      const { userAccessUrl, signOnUrl } = record(application);
      if (typeof userAccessUrl !== "string") return [];
      // Where a service has a sign-on page of its own, people begin there.
      return [{ system, key, start: typeof signOnUrl === "string" ? signOnUrl : userAccessUrl }];
    }),
  );
}

const nameOf = ({ system, key }: SignOnStart) => `${system}.${key}`;

/** By key, or by system and key; without a name the first. */
export function chooseApplication(
  applications: readonly SignOnStart[],
  stack: string,
  wanted: string | undefined,
): SignOnStart {
  const names = applications.map(nameOf);
  const [first] = applications;
  if (!first) throw new UserError(`the stack ${stack} has no application that anybody could sign on to`);
  if (wanted === undefined) return first;
  const found = applications.filter((one) => one.key === wanted || nameOf(one) === wanted);
  const [match, another] = found;
  if (match && !another) return match;
  if (match) throw new UserError(`--app ${wanted} is not clear: ${found.map(nameOf).join(" or ")}`);
  const meant = nearest(wanted, [...applications.map(({ key }) => key), ...names]);
  const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
  throw new UserError(`the stack ${stack} has no application ${wanted}; it has ${names.join(", ")}.${hint}`);
}

/** The value of the offered role that is meant. Undefined if there was nothing to choose, and the only role is the one that is meant. */
export function chooseRole(
  { offered, facts }: Pick<SignOnTrace, "offered" | "facts">,
  wanted: string,
): string | undefined {
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  if (offered.length === 0) {
    const only = facts.role;
    if (only !== undefined && [only, `${facts.account ?? ""}/${only}`].some((name) => same(name, wanted)))
      return undefined;
    throw new UserError(
      only === undefined ? `--role ${wanted}: no role was offered` : `--role ${wanted}: there is only ${only}`,
    );
  }
  const roles = offered.map((value) => ({ value, ...roleIn(value) }));
  const found = roles.filter(({ value, account, name }) =>
    [value, name, `${account}/${name}`].some((text) => same(text, wanted)),
  );
  const [match, another] = found;
  if (match && !another) return match.value;
  const list = (some: typeof roles) => some.map(({ account, name }) => `${account}/${name}`);
  if (match) throw new UserError(`--role ${wanted} is not clear: ${list(found).join(" or ")}`);
  throw new UserError(`--role ${wanted} was not offered. These were:\n  ${list(roles).join("\n  ")}`);
}

/** Account and name in a choice: `acs:ram::<account>:role/<name>,<provider>`, in lower case, or CloudSSO's `<account>/<name>`. */
function roleIn(value: string): { readonly account: string; readonly name: string } {
  const [, account = "", name = value] =
    /acs:ram::(\d+):role\/([^,\s]+)/.exec(value) ?? /^(\d+)\/(.+)$/.exec(value) ?? [];
  return { account, name };
}
