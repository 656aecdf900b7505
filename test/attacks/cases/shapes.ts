import type { Attack } from "../attack";
import { inside, saying } from "../messages";
import { minutes } from "../../sandbox/saml/support/messages";

/** What the other checks would overlook, as they read one of each part and know the elements that they look for. */
const shape = (name: string, from: string | RegExp, to: string, twin?: Attack["twin"]): Attack => ({
  name,
  guards: ["assertion-shape"],
  send: inside(from, to),
  ...(twin && { twin }),
});

const authnInstant = / AuthnInstant="[^"]*"/;
const issueInstant = /(<Assertion .*?) IssueInstant="[^"]*"/;
const authnStatement = /<AuthnStatement.*<\/AuthnStatement>/;
const conditions = /NotBefore="[^"]*" NotOnOrAfter="[^"]*"/;
const now = "2026-01-15T08:00:00Z";
const minuteAhead = "2026-01-15T08:01:00Z";

/** A second sign-on, whose session ends then. */
const signOnUntil = (end: string) =>
  inside(
    "</Assertion>",
    `<AuthnStatement AuthnInstant="${now}" SessionNotOnOrAfter="${end}"><AuthnContext/></AuthnStatement></Assertion>`,
  );

export const shapeAttacks: readonly Attack[] = [
  shape("a second Issuer", "<Subject>", "<Issuer>https://evil.example/</Issuer><Subject>"),
  shape("a second Subject", "<Conditions", "<Subject/><Conditions"),
  shape("second Conditions", "<AttributeStatement>", "<Conditions/><AttributeStatement>"),
  shape(
    "a second SubjectConfirmationData",
    "</SubjectConfirmation>",
    "<SubjectConfirmationData/></SubjectConfirmation>",
  ),
  shape("a BaseID", "<SubjectConfirmation ", "<BaseID/><SubjectConfirmation "),
  shape("an EncryptedID", "<SubjectConfirmation ", "<EncryptedID/><SubjectConfirmation "),
  shape("a condition that SAML has not", "</Conditions>", "<Weekdays/></Conditions>"),
  shape("a foreign condition", "</Conditions>", '<OneTimeUse xmlns="urn:x"/></Conditions>'),
  shape(
    "OneTimeUse twice",
    "</Conditions>",
    "<OneTimeUse/><OneTimeUse/></Conditions>",
    inside("</Conditions>", "<OneTimeUse/></Conditions>"),
  ),
  shape("an assertion of SAML 1.1", /(<Assertion .*?Version=)"2.0"/, '$1"1.1"'),
  shape("no IssueInstant", issueInstant, "$1"),
  shape(
    "an IssueInstant to come",
    issueInstant,
    '$1 IssueInstant="2026-01-15T08:01:01Z"',
    inside(issueInstant, `$1 IssueInstant="${minuteAhead}"`),
  ),
  shape("no AuthnStatement", authnStatement, ""),
  shape("a sign-on of no time", authnInstant, ""),
  shape(
    "a sign-on of ten years ahead",
    authnInstant,
    ' AuthnInstant="2036-01-01T00:00:00Z"',
    inside(authnInstant, ` AuthnInstant="${minuteAhead}"`),
  ),
  shape("a sign-on without its context", /<AuthnContext>.*<\/AuthnContext>/, ""),
  shape("NotBefore in the confirmation", " NotOnOrAfter", ` NotBefore="${now}" NotOnOrAfter`),
  shape("a session that ends at no time", "<AuthnStatement", '<AuthnStatement SessionNotOnOrAfter="soon"'),
  {
    name: "a session that has ended",
    guards: ["assertion-shape"],
    kind: "expired",
    admits: "over",
    send: saying(({ clock }) => ({ sessionNotOnOrAfter: minutes(clock.now(), 0) })),
    twin: saying(({ clock }) => ({ sessionNotOnOrAfter: minutes(clock.now(), 30) })),
  },
  {
    name: "a session that has ended, in the second of two statements",
    guards: ["assertion-shape"],
    kind: "expired",
    admits: "over",
    send: signOnUntil("2026-01-15T07:00:00.000Z"),
    twin: signOnUntil("2026-01-15T09:00:00.000Z"),
  },
  shape(
    "a window that ends before it begins, both within a minute",
    conditions,
    'NotBefore="2026-01-15T08:00:30Z" NotOnOrAfter="2026-01-15T07:59:30Z"',
    inside(conditions, 'NotBefore="2026-01-15T07:59:30Z" NotOnOrAfter="2026-01-15T08:00:30Z"'),
  ),
  {
    name: "a NameID for another service",
    guards: ["assertion-shape"],
    send: inside("<NameID ", '<NameID SPNameQualifier="urn:other:service" '),
    twin: inside("<NameID ", ({ entityId }) => `<NameID SPNameQualifier="${entityId}" `),
  },
  ...["NameID", "Audience", "Issuer"].map((name) =>
    shape(
      `an element in ${name}`,
      new RegExp(`(<Assertion .*)</${name}>`, "s"),
      `$1<x xmlns="urn:x"/></${name}>`,
      inside(new RegExp(`(<Assertion .*)</${name}>`, "s"), `$1<!-- x --></${name}>`),
    ),
  ),
];
