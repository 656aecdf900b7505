import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock } from "../../../../sandbox/core/clock";
import { seededIds } from "../../../../sandbox/core/ids";
import { Journal } from "../../../../sandbox/core/journal";
import { healthy } from "../../../../sandbox/core/settings";
import { SignOnLog } from "../../../../sandbox/core/signOnLog";
import { samlResponse, type Assertion } from "../../../../sandbox/entra/idp/response";
import { parseClaimsPolicy } from "../../../../sandbox/entra/model/claimsPolicy";
import { CloudError } from "../../../../sandbox/core/cloudError";
import { nameIdFormat } from "../../../../sandbox/saml/constants";
import { readAssertion, readResponse } from "../../../../sandbox/saml/message";
import { selfSigned, type KeyPair } from "../../../../sandbox/saml/selfSigned";
import { verifyAssertionSignature } from "../../../../sandbox/saml/verify";
import { mutated, readOrRefuse } from "../../../support/properties";

/** All that XML can say; the directory of a tenant holds nothing else. */
const character = fc.oneof(
  fc.constantFrom(...Array.from("<>&\"'\t\n\r ]-?;#\u0085\u00a0\u2028ä€")),
  fc.constant("\u{1F600}"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
);
const value = fc.string({ unit: character, minLength: 1, maxLength: 20 });

describe("What Entra ID says of a user", () => {
  const clock = new ManualClock();
  const ids = seededIds("claims");
  const context = { clock, ids, journal: new Journal(clock), signOns: new SignOnLog(clock), behaviour: healthy };
  let key: KeyPair;

  before(async () => {
    key = await selfSigned({
      ...{ commonName: "Entra", serial: "01" },
      notBefore: new Date("2026-01-01T00:00:00Z"),
      notAfter: new Date("2027-01-01T00:00:00Z"),
    });
  });

  it("is what a service reads from the signed bytes, whatever the directory says", () => {
    fc.assert(
      fc.property(value, fc.array(value, { minLength: 1, maxLength: 3 }), value, (nameId, values, audience) => {
        const said: Assertion = {
          issuer: "https://sts.windows.net/t/",
          recipient: "https://service.example/acs?a=1&b=<2>",
          audience,
          nameId: { value: nameId, format: nameIdFormat.emailAddress },
          claims: [{ name: "claim", values }],
        };
        const xml = samlResponse(context, said, key);
        const [assertion] = readResponse(Buffer.from(xml).toString("base64")).assertions;
        assert.ok(assertion);
        const read = readAssertion(verifyAssertionSignature(xml, assertion, [key.certificate]).signedXml);
        assert.deepEqual(
          read.nameIds.map((one) => one.value),
          [nameId],
        );
        assert.deepEqual(read.conditions?.audiences, [audience]);
        assert.equal(read.subjectConfirmations[0]?.recipient, said.recipient);
        // The white space of XML around a value of an attribute does not count.
        assert.deepEqual(
          read.attributes[0]?.values,
          values.map((one) => one.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "")),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("is configured by a policy that is read or refused, whatever it is", () => {
    const claim = { Source: "user", ID: "mail", SamlClaimType: "urn:mail", SamlNameIdFormat: nameIdFormat.persistent };
    const policy = { ClaimsMappingPolicy: { Version: 1, IncludeBasicClaimSet: "true", ClaimsSchema: [claim] } };
    const snippets = ['"', "{", "}", "[", "]", "null", ",", ":", "true", "1"];
    const text = fc.oneof(fc.json(), mutated(JSON.stringify(policy), snippets));
    fc.assert(
      fc.property(text, (definition) => {
        const read = readOrRefuse(() => parseClaimsPolicy([definition]), CloudError);
        if (read) assert.ok(Array.isArray(read.rules));
      }),
      { numRuns: 1000 },
    );
  });
});
