import assert from "node:assert/strict";
import { expiries, lockedOut, overwritten } from "../../../components/config/domainFederation/warnings";
import type { Graph } from "../../../components/entra/graph";
import { sampleIdentityProvider } from "../../../sandbox/samples/identityProviders";

const { name, issuer, signInUrl, certificates } = sampleIdentityProvider;
const [certificate, nextCertificate] = certificates;

describe("Warnings of a domain's federation", () => {
  const soon = new Date("2043-12-15T00:00:00Z");
  const expiring = (next?: string, now = soon) =>
    expiries({ identityProvider: { name, issuer, signInUrl, certificate, nextCertificate: next } }, now);

  it("tell of a certificate in its last month, and what to do if there is no next one", () => {
    assert.deepEqual(expiring(undefined, new Date("2043-11-15T00:00:00Z")), []);
    assert.deepEqual(expiring(), [
      "the certificate 52B5D623500B273F2D0D710FB319244972C994C5 expires at 2044-01-01T00:00:00Z: ask for the next one, and set nextCertificate",
    ]);
    const [current = "", next = ""] = expiring(nextCertificate);
    assert.match(current, /expires at 2044-01-01T00:00:00Z$/);
    assert.match(next, /^the certificate FE701FB6DDE9322B5291B495BAAB4DA74CAF4914 expires at/);
  });

  const graphWith = (list: () => Promise<unknown>) => ({ list }) as unknown as Graph;

  it("tell what adopting changes, with certificates by their thumbprints", async () => {
    const found = {
      id: "1",
      displayName: name,
      issuerUri: "urn:theirs",
      passiveSignInUri: signInUrl,
      signOutUri: null,
      signingCertificate: "theirs",
      federatedIdpMfaBehavior: "rejectMfaByFederatedIdp",
      preferredAuthenticationProtocol: "wsFed",
    };
    const args = {
      domain: "adatum.com",
      mfa: "rejectMfaByFederatedIdp",
      identityProvider: { name, issuer, signInUrl, certificate, nextCertificate },
    } as const;
    const changes = (list: unknown[]) =>
      overwritten(
        graphWith(() => Promise.resolve(list)),
        args,
      );
    assert.deepEqual(await changes([found]), [
      `adatum.com has the issuerUri urn:theirs, which becomes ${issuer}`,
      "adatum.com has the signingCertificate that can't be read, which becomes 52B5D623500B273F2D0D710FB319244972C994C5",
      "adatum.com has the preferredAuthenticationProtocol wsFed, which becomes saml",
      "adatum.com has the nextSigningCertificate none, which becomes FE701FB6DDE9322B5291B495BAAB4DA74CAF4914",
    ]);
    assert.deepEqual(await changes([]), []);
  });

  const user = (key: string, onPremisesImmutableId: string | null) => ({
    userPrincipalName: `${key}@adatum.com`,
    onPremisesImmutableId,
  });
  it("don't count users whom the stack makes, nor those with an ImmutableID", async () => {
    const users = { amelia: { userPrincipalName: "Amelia@adatum.com", immutableId: "a", displayName: "Amelia" } };
    const found = [user("amelia", null), user("bruno", "b"), user("clara", ""), user("dora", null)];
    const [warning, ...others] = await lockedOut(
      graphWith(() => Promise.resolve(found)),
      { domain: "adatum.com", users },
    );
    assert.match(warning ?? "", /^2 users of .*: clara@adatum\.com, dora@adatum\.com$/);
    assert.deepEqual(others, []);
  });
  it("say so if Graph doesn't tell, rather than end the preview", async () => {
    const refused = graphWith(() => Promise.reject(new Error("403")));
    assert.deepEqual(await lockedOut(refused, { domain: "adatum.com", users: {} }), [
      "whether users of adatum.com lack an ImmutableID can't be said: 403",
    ]);
  });
});
