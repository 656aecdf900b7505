import assert from "node:assert/strict";
import type { PageView } from "../../../../sandbox/browser/browser";
import { nameIdFormat } from "../../../../sandbox/saml/constants";
import { assertionXml, minutes, responseXml, type MessageParts } from "../../saml/support/messages";
import { sign } from "../../saml/support/signer";
import {
  amelia,
  bruno,
  encoded,
  Stage,
  weakCertificate,
  wilma,
  woodgrove,
  type Begun,
  type Signers,
  type StageOptions,
} from "./support";

/** Something that Entra ID must not take, beyond what no service provider takes (test/attacks). */
export interface Attack {
  readonly what: string;
  readonly check: string;
  readonly code: string;
  /** Other checks that see the same thing by another sign of it: off together with the first. */
  readonly also?: readonly string[];
  /** Whose user name is typed. @default amelia */
  readonly typed?: string;
  readonly options?: (signers: Signers) => StageOptions;
  /** Before anything is sent. */
  readonly prepare?: (stage: Stage) => void;
  readonly send: (stage: Stage, begun: Begun) => Promise<PageView>;
  /** Who is in where the check is off. @default amelia */
  readonly admits?: string;
}

/** A response with these parts changed, signed by that signer of the tests. */
export const changed =
  (own: Partial<MessageParts>, signer: keyof Signers = "current"): Attack["send"] =>
  (stage, begun) =>
    stage.post(begun, stage.response(begun, own, stage.signers[signer]));

/** Written by a clock that is off by so many seconds, in the sample's own times: five minutes, and an hour. */
export const clockOff = (seconds: number): Attack["send"] => {
  return (stage, begun) => {
    const now = new Date(stage.lab.clock.now().getTime() + seconds * 1000);
    const window = `NotBefore="${minutes(now, 0)}" NotOnOrAfter="${minutes(now, 60)}"`;
    const audience = stage.lab.tenant.cloud.federationEntityId;
    return changed({
      now,
      confirmationNotOnOrAfter: minutes(now, 5),
      conditions: `<Conditions ${window}><AudienceRestriction><Audience>${audience}</Audience></AudienceRestriction></Conditions>`,
    })(stage, begun);
  };
};

const withFormat = (stage: Stage, begun: Begun, format: string) => {
  const xml = responseXml(stage.parts(begun), assertionXml(stage.parts(begun))).replace(
    nameIdFormat.persistent,
    format,
  );
  return stage.post(begun, sign(xml, stage.signers.current));
};

export const long = (length: number) => "L".repeat(length);
export const setImmutableId = (value: string) => (stage: Stage) => {
  const user = stage.lab.tenant.findUser(amelia.upn);
  assert.ok(user);
  user.onPremisesImmutableId = value;
};

export const attacks: readonly Attack[] = [
  {
    what: "the issuer of another domain of the tenant, which signed it",
    check: "issuer",
    code: "AADSTS50107",
    send: changed({ issuer: woodgrove.issuer }, "other"),
  },
  {
    what: "another domain's identity provider that vouches for a user of this one",
    check: "user-domain",
    code: "AADSTS5000819",
    typed: wilma.upn,
    send: changed({ issuer: woodgrove.issuer }, "other"),
  },
  {
    what: "an ImmutableID that no user has",
    check: "user",
    code: "AADSTS51004",
    send: changed({ nameId: "kq2J7mJm4kKx1c9f0b3YzA==" }),
  },
  {
    what: "an ImmutableID in another case",
    check: "user",
    code: "AADSTS51004",
    send: changed({ nameId: encoded(amelia.immutableId).replace("fT", "ft") }),
  },
  {
    what: "the principal name of another user",
    check: "idp-email",
    code: "AADSTS5000819",
    send: changed({ attributes: { IDPEmail: [bruno.upn] } }),
  },
  { what: "no IDPEmail", check: "idp-email", code: "AADSTS5000819", send: changed({ attributes: {} }) },
  {
    what: "two of them",
    check: "idp-email",
    code: "AADSTS5000819",
    send: changed({ attributes: { IDPEmail: [amelia.upn, bruno.upn] } }),
  },
  {
    what: "a certificate that was retired",
    check: "signature",
    code: "AADSTS5000811",
    options: ({ next }) => ({ federation: { signingCertificate: next.certificate } }),
    send: changed({}),
  },
  {
    what: "another answer to a request that was answered",
    check: "replay",
    code: "AADSTS50008",
    send: async (stage, begun) => {
      assert.equal((await stage.post(begun, stage.response(begun))).kind, "session");
      return stage.post(begun, stage.response(begun, { assertionId: "_second" }));
    },
  },
  {
    what: "an assertion that was accepted before, as the answer to another request",
    check: "replay",
    code: "AADSTS50008",
    send: async (stage, begun) => {
      const before = await stage.begin(amelia.upn);
      assert.equal((await stage.post(before, stage.response(before))).kind, "session");
      return stage.post(begun, stage.response(begun));
    },
  },
  {
    what: "a certificate with a short key, whatever stands in for it",
    check: "certificate-key",
    code: "AADSTS50032",
    options: ({ current }) => ({
      federation: { signingCertificate: weakCertificate },
      standInFor: (certificate) => (certificate === weakCertificate ? current.certificate : certificate),
    }),
    send: changed({}),
  },
  {
    what: "a certificate that has expired",
    check: "certificate-validity",
    code: "AADSTS50012",
    options: ({ expired }) => ({ federation: { signingCertificate: expired.certificate } }),
    send: changed({}, "expired"),
  },
  {
    what: "a clock that is five minutes ahead",
    check: "conditions",
    // It dates the messages, too.
    also: ["response-shape", "assertion-shape"],
    code: "AADSTS500133",
    send: clockOff(300),
  },
  {
    what: "a clock that is more than six minutes behind",
    check: "confirmation-time",
    code: "AADSTS500133",
    send: clockOff(-361),
  },
  {
    what: "a + as it is",
    check: "name-id-encoding",
    code: "AADSTS50008",
    send: changed({ nameId: amelia.immutableId }),
  },
  {
    what: "a NameID that calls itself an e-mail address",
    check: "name-id-format",
    code: "AADSTS50008",
    send: (stage, begun) => withFormat(stage, begun, nameIdFormat.emailAddress),
  },
  {
    what: "a NameID of 65 characters",
    check: "name-id-length",
    code: "AADSTS50008",
    prepare: setImmutableId(long(65)),
    send: changed({ nameId: long(65) }),
  },
  {
    what: "a + that makes 64 characters 66",
    check: "name-id-length",
    code: "AADSTS50008",
    prepare: setImmutableId(`${long(63)}+`),
    send: changed({ nameId: `${long(63)}.2B` }),
  },
  {
    what: "a response that another browser posts",
    check: "same-browser",
    code: "AADSTS165000",
    send: (stage, begun) => stage.post(begun, stage.response(begun), { browser: stage.browser() }),
  },
  {
    what: "an unknown RelayState",
    check: "relay-state",
    code: "AADSTS50089",
    send: (stage, begun) =>
      stage.post(begun, stage.response(begun), { relayState: "estsredirect=2&estsrequest=0123456789abcdef" }),
  },
  {
    what: "no RelayState",
    check: "relay-state",
    code: "AADSTS50089",
    send: (stage, begun) => stage.post(begun, stage.response(begun), { relayState: "" }),
  },
  {
    what: "an account that is disabled",
    check: "user-enabled",
    code: "AADSTS50057",
    prepare: ({ lab }) => {
      const user = lab.tenant.findUser(amelia.upn);
      assert.ok(user);
      user.accountEnabled = false;
    },
    send: changed({}),
  },
];
