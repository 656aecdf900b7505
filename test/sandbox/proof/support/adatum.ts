import type { PromisedFederation } from "../../../../sandbox/proof/promised/domainFederation";
import type { Promised } from "../../../../sandbox/proof/stackFile";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { promise } from "./promises";

const { name, issuer, signInUrl, signOutUrl, metadataUrl, certificates } = sampleIdentityProvider;

export const [current, next] = certificates;

/** SHA-1, as `openssl x509 -fingerprint` has it. */
export const thumbprints = {
  current: "52B5D623500B273F2D0D710FB319244972C994C5",
  next: "FE701FB6DDE9322B5291B495BAAB4DA74CAF4914",
} as const;

export const amelia = {
  key: "amelia",
  userPrincipalName: "amelia@adatum.com",
  immutableId: "fT+8wZQ/0EqYv2Q1x7hN3A==",
  displayName: "Amelia Ager",
  givenName: "Amelia",
  surname: "Ager",
  usageLocation: "DE",
  alternateEmail: "amelia@adatum.example",
} as const;

/** With what has to be there, and nothing else. */
export const bruno = {
  key: "bruno",
  userPrincipalName: "bruno@adatum.com",
  immutableId: "ABCDEG1234567890",
  displayName: "Bruno Baum",
} as const;

/** The sample's company as a configuration has it; its identity provider also knows Clara. */
export const adatum = (more: Partial<PromisedFederation> = {}): PromisedFederation => ({
  key: "adatum",
  domain: "adatum.com",
  adopted: false,
  mfa: "acceptIfMfaDoneByFederatedIdp",
  identityProvider: { name, issuer, signInUrl, signOutUrl, metadataUrl, certificates },
  users: [amelia, bruno],
  ...more,
});

export const promiseFederation = (...domainFederation: readonly PromisedFederation[]): Promised => ({
  ...promise(),
  domainFederation,
});
