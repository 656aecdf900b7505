import assert from "node:assert/strict";
import {
  certificateFacts,
  endsSoon,
  normalCertificate,
  signingCertificateFaults,
} from "../../../../components/entra/domainFederation/certificates";
import { pem } from "../../../../components/entra/metadata";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { unfitCertificates } from "../../../support/certificates";

const [current, next] = sampleIdentityProvider.certificates;
const { expired, later, short, elliptic } = unfitCertificates;

describe("A certificate of an identity provider", () => {
  for (const [form, text] of [
    ["base64", current],
    ["base64 in lines", current.replace(/.{70}/g, "$&\n  ")],
    ["PEM", pem(current)],
  ] as const) {
    it(`is the same one as ${form}`, () => assert.equal(normalCertificate(text), current));
  }
  it("has the name that Entra's portal shows, and an end", () => {
    const { thumbprint, expires } = certificateFacts(current);
    assert.match(thumbprint, /^[0-9A-F]{40}$/);
    assert.equal(expires, "2044-01-01T00:00:00Z");
  });
  it("ends soon within its last thirty days", () => {
    assert.equal(endsSoon(current, new Date("2043-12-01T00:00:00Z")), false);
    assert.equal(endsSoon(current, new Date("2043-12-03T00:00:00Z")), true);
  });
});

describe("Certificates of an identity provider", () => {
  const faults = (certificate: string, nextCertificate?: string, now?: Date) =>
    signingCertificateFaults({ certificate, nextCertificate }, now).map(({ field, remedy }) => `${field}: ${remedy}`);

  for (const [what, certificate, nextCertificate] of [
    ["one that is valid", current, undefined],
    ["one as PEM", pem(current), undefined],
    ["two", current, next],
    ["a next one that begins later: it is there for an overlap", current, later],
  ] as const) {
    it(`may be ${what}`, () => assert.deepEqual(faults(certificate, nextCertificate), []));
  }

  const refused: [what: string, certificate: string, nextCertificate: string | undefined, expected: RegExp[]][] = [
    ["text", "certificate.pem", undefined, [/^certificate: one X\.509 certificate, as PEM or as base64/]],
    ["base64 of something else", "QUJD", undefined, [/^certificate: one X\.509 certificate/]],
    ["two in one text", pem(current) + pem(next), undefined, [/^certificate: one X\.509 certificate/]],
    [
      "a private key",
      "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
      undefined,
      [/^certificate: the certificate alone: a private key never leaves/],
    ],
    ["one with a short key", short, undefined, [/^certificate: .*at least 2048 bits: this one has 1024$/]],
    [
      "one with another kind of key",
      elliptic,
      undefined,
      [/^certificate: a certificate with an RSA key: this one's is ec$/],
    ],
    ["one that has expired", expired, undefined, [/^certificate: .*this one expired at 2023-01-01T00:00:00Z$/]],
    ["one that begins later", later, undefined, [/^certificate: .*this one begins at 2090-01-01T00:00:00Z$/]],
    ["the same one twice", current, pem(current), [/^nextCertificate: another certificate .* the same/]],
    ["a next one that has expired", current, expired, [/^nextCertificate: .*expired at 2023/]],
    ["a next one with a short key", current, short, [/^nextCertificate: .*2048 bits/]],
    [
      "one that has expired, while the next one is valid",
      expired,
      next,
      [
        /^certificate: .*expired at 2023.*The next certificate is valid until 2044-01-01T00:00:00Z: make it the current one/,
      ],
    ],
    ["two that have expired", expired, expired, [/^certificate: [^.]*Z$/, /^nextCertificate: .*expired/]],
  ];
  for (const [what, certificate, nextCertificate, expected] of refused) {
    it(`may not be ${what}`, () => {
      const found = faults(certificate, nextCertificate);
      assert.equal(found.length, expected.length, found.join("\n"));
      expected.forEach((pattern, index) => assert.match(found[index] ?? "", pattern));
    });
  }
  it("are valid to the second", () => {
    assert.deepEqual(faults(current, undefined, new Date("2043-12-31T23:59:59Z")), []);
    assert.equal(faults(current, undefined, new Date("2044-01-01T00:00:00Z")).length, 1);
  });
});
