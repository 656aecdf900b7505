import { attributeName } from "../../../sandbox/alibaba/sp/editions";
import { attributes, pair } from "../../sandbox/alibaba/support/roleSso";
import type { Attack } from "../attack";
import { saying } from "../messages";
import { atConsole, type RoleTarget } from "../targets/roleSso";

/** What role-based SSO asks of the attributes: Role, RoleSessionName, SessionDuration. */

const named = (...values: string[]) => saying({ attributes: attributes({ [attributeName.roleSessionName]: values }) });
const lasting = (...values: string[]) =>
  saying({ attributes: attributes({ [attributeName.sessionDuration]: values }) });

const sessionName = (what: string, value: string, twin: string, admits = value): Attack<RoleTarget> => ({
  name: `a session name ${what}`,
  guards: ["session-name"],
  code: "InvalidParameter.RoleSessionName",
  send: named(value),
  twin: named(twin),
  twinIs: twin,
  admits: { name: admits },
});

const longest = "a-b_c.d@e=f,g+".padEnd(32, "x");

/** STS is told which role to take, so that without these checks nothing would stand in the way. */
function roleless(name: string, more: Readonly<Record<string, readonly string[]>>): readonly Attack<RoleTarget>[] {
  const send = saying({ attributes: { ...more, [attributeName.roleSessionName]: ["b.simon"] } });
  const guards = ["role-attribute", "role-offered"];
  return [
    { name, guards: [...guards, "role-pair"], of: atConsole, send, admits: "nobody" },
    { name, guards, of: (provider) => !atConsole(provider), send, admits: { name: "b.simon" } },
  ];
}

export const sessionNameAttacks: readonly Attack<RoleTarget>[] = [
  sessionName("with # (a guest's)", "u_fabrikam.com#EXT#@contoso.com", "u_fabrikam.com-EXT-@contoso.com"),
  sessionName("of 33 characters", `${longest}x`, longest),
  sessionName("of one character", "a", "ab"),
  sessionName("in Chinese", "西蒙", "ximeng"),
  sessionName("with a Cyrillic а", "b.simon@contoso.com".replace("o", "о"), "b.simon@contoso.com"),
  sessionName("in full width", "ａｄｍｉｎ", "admin"),
  sessionName("with a blank", "b simon", "b.simon"),
  sessionName("with a line break inside", "b&#10;simon", "bsimon", "b\nsimon"),
  sessionName("with a slash, as in an ARN", "aadrole/admin", "aadrole.admin"),
  {
    name: "no session name",
    guards: ["session-name"],
    code: "InvalidParameter.RoleSessionName",
    send: named(),
    admits: { name: "" },
  },
  {
    name: "two session names",
    guards: ["session-name"],
    code: "InvalidParameter.RoleSessionName",
    send: named("b.simon@contoso.com", "admin@contoso.com"),
  },
  {
    name: "an empty session name before the right one",
    guards: ["session-name"],
    code: "InvalidParameter.RoleSessionName",
    send: named("", "b.simon@contoso.com"),
    admits: { name: "" },
  },
  ...roleless("no role", {}),
  ...roleless("the role under a name in another case", {
    [attributeName.role.replace(/Role$/, "role")]: [pair("aadrole")],
  }),
];

const duration = (what: string, values: readonly string[], twin: string): Attack<RoleTarget> => ({
  name: what,
  guards: ["session-duration-attribute"],
  code: "InvalidParameter.DurationSeconds",
  send: lasting(...values),
  twin: lasting(twin),
});

export const durationAttacks: readonly Attack<RoleTarget>[] = [
  duration("a session of 899 seconds", ["899"], "900"),
  duration("a session of an hour in words", ["PT1H"], "3600"),
  duration("a session of -3600 seconds", ["-3600"], "3600"),
  duration("a session of 1e3 seconds", ["1e3"], "1000"),
  duration("two session durations", ["900", "1800"], "1800"),
  {
    name: "a session longer than the role allows",
    guards: ["session-duration"],
    code: "InvalidParameter.DurationSeconds",
    // STS does not look at this claim.
    of: atConsole,
    send: lasting("3601"),
    twin: lasting("3600"),
  },
];
