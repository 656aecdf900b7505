import { bearer } from "../../../sandbox/saml/constants";
import { confirmation, minutes, nameIdXml } from "../../sandbox/saml/support/messages";
import type { Attack } from "../attack";
import { saying } from "../messages";
import type { ServiceProvider, Target } from "../target";

/** Whom the assertion is about, for whom it is meant, and until when. */

/** The subject's XML with another confirmation, or several. */
const confirmedBy = (change: (own: string) => string) =>
  saying((target) => {
    const parts = target.parts();
    return { subject: nameIdXml(parts.nameId) + change(confirmation(parts)) };
  });

const named = (change: (own: string) => string) =>
  saying((target) => {
    const parts = target.parts();
    return { subject: change(nameIdXml(parts.nameId)) + confirmation(parts) };
  });

const andItsOwn =
  (check: string) =>
  ({ behind }: ServiceProvider) => [check, ...(behind?.[check] ?? [])];

const nameIds: readonly Attack[] = [
  {
    name: "two NameIDs",
    guards: ["name-id"],
    send: saying((target) => {
      const parts = target.parts();
      const other = nameIdXml(target.victim.parts.nameId ?? target.victim.name);
      return { subject: nameIdXml(parts.nameId) + other + confirmation(parts) };
    }),
  },
];

/** NameIDs that no user could have: only where the NameID is all that the service looks at. */
const confirmations: readonly Attack[] = [
  {
    name: "two subject confirmations",
    guards: ["subject-confirmation"],
    send: confirmedBy((own) => own + own),
    twin: confirmedBy((own) => own),
  },
  {
    name: "a second subject confirmation, for another recipient",
    guards: ["subject-confirmation"],
    send: confirmedBy((own) => own + own.replace(/ Recipient="[^"]*"/, ' Recipient="https://evil.example/acs"')),
  },
  {
    name: "no subject confirmation",
    guards: ["subject-confirmation"],
    send: confirmedBy(() => ""),
    admits: "nobody",
  },
  ...["holder-of-key", "sender-vouches"].map((method): Attack => ({
    name: `a ${method} confirmation`,
    guards: ["subject-confirmation"],
    send: confirmedBy((own) => own.replace(bearer, `urn:oasis:names:tc:SAML:2.0:cm:${method}`)),
  })),
];

const recipients: readonly Attack[] = [
  ["a Recipient elsewhere", () => "https://evil.example/acs"],
  ["a Recipient that only begins right", ({ acs }: Target) => `${acs}/`],
  ["a Recipient in upper case", ({ acs }: Target) => acs.toUpperCase()],
  ["a Recipient with a query", ({ acs }: Target) => `${acs}?x`],
].map(([name, recipient]) => ({
  name: name as string,
  guards: andItsOwn("recipient"),
  send: saying((target) => ({ recipient: (recipient as (target: Target) => string)(target) })),
}));

const noRecipient: Attack = {
  name: "no Recipient",
  guards: andItsOwn("recipient"),
  send: confirmedBy((own) => own.replace(/ Recipient="[^"]*"/, "")),
};

const window = (restrictions: string, from: string, until: string) =>
  `<Conditions NotBefore="${from}" NotOnOrAfter="${until}">${restrictions}</Conditions>`;
const restriction = (...audiences: readonly string[]) =>
  `<AudienceRestriction>${audiences.map((name) => `<Audience>${name}</Audience>`).join("")}</AudienceRestriction>`;

/** Conditions with these restrictions, good for an hour. */
const restricted = (restrictions: (target: Target) => string) =>
  saying((target) => {
    const now = target.clock.now();
    return { conditions: window(restrictions(target), minutes(now, -5), minutes(now, 65)) };
  });

const audiences: readonly Attack[] = [
  { name: "somebody else's audience", guards: ["audience"], send: saying({ audience: "urn:evil" }) },
  {
    name: "an audience that begins with the right one",
    guards: ["audience"],
    send: saying(({ entityId }) => ({ audience: `${entityId}:2` })),
  },
  {
    name: "an audience that the right one begins with",
    guards: ["audience"],
    send: saying(({ entityId }) => ({ audience: entityId.slice(0, -1) })),
  },
  {
    name: "an audience in another case",
    guards: ["audience"],
    send: saying(({ entityId }) => ({ audience: entityId.toUpperCase() })),
  },
  {
    name: "an audience with blanks around it",
    guards: ["audience"],
    send: saying(({ entityId }) => ({ audience: ` ${entityId} ` })),
  },
  { name: "no audience", guards: ["audience"], send: restricted(() => "") },
  {
    name: "a second restriction, to somebody else",
    guards: ["audience"],
    send: restricted(({ entityId }) => restriction(entityId) + restriction("urn:other")),
    // Within one restriction, any of them will do.
    twin: restricted(({ entityId }) => restriction(entityId, "urn:other")),
  },
  { name: "no Conditions", guards: ["audience", "conditions", "assertion-shape"], send: saying({ conditions: "" }) },
];

/** Conditions for the right audience, from and until so many minutes from now. */
const lasting = (from: number, until: number) =>
  saying(({ clock, entityId }) => ({
    conditions: window(restriction(entityId), minutes(clock.now(), from), minutes(clock.now(), until)),
  }));

const until = (time: string) =>
  saying(({ entityId }) => ({ conditions: window(restriction(entityId), "2026-01-15T07:00:00Z", time) }));

const ends = (count: number) => saying(({ clock }) => ({ confirmationNotOnOrAfter: minutes(clock.now(), count) }));

/** A minute is allowed for, and not a moment more. */
const minuteAndMore = 61 / 60;
const minuteLess = 59 / 60;

const times: readonly Attack[] = [
  {
    name: "an assertion that has expired",
    guards: ["conditions"],
    kind: "expired",
    send: lasting(-60, -minuteAndMore),
    twin: lasting(-60, -minuteLess),
  },
  {
    name: "an assertion that is not yet valid",
    guards: ["conditions"],
    kind: "expired",
    send: lasting(minuteAndMore, 60),
    twin: lasting(minuteLess, 60),
  },
  {
    name: "Conditions without an end",
    guards: ["conditions"],
    send: saying(({ entityId }) => ({ conditions: `<Conditions>${restriction(entityId)}</Conditions>` })),
  },
  {
    name: "an end without a time zone",
    guards: ["conditions"],
    send: until("2026-01-15T09:00:00"),
    twin: until("2026-01-15T09:00:00Z"),
  },
  {
    name: "an end on 30 February",
    guards: ["conditions"],
    send: until("2026-02-30T09:00:00Z"),
    twin: until("2026-02-28T09:00:00Z"),
  },
  {
    name: "a confirmation that has expired",
    guards: ["confirmation-time"],
    kind: "expired",
    send: ends(-minuteAndMore),
    twin: ends(-minuteLess),
  },
  {
    name: "a confirmation without an end",
    guards: ["confirmation-time"],
    send: confirmedBy((own) => own.replace(/ NotOnOrAfter="[^"]*"/, "")),
  },
];

export const subjectAttacks: readonly Attack[] = [
  ...nameIds,
  {
    name: "no NameID",
    guards: ["name-id"],
    send: named(() => ""),
    // Only where the NameID is not what the service knows its users by.
    of: ({ behind }) => behind?.["recipient"] !== undefined,
  },
  ...confirmations,
  ...recipients,
  noRecipient,
  ...audiences,
  ...times,
];
