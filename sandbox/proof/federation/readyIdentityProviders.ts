import type { IdentityProviders } from "../../identityProviders/identityProviders";
import type { IdentityProviderEntry } from "../../identityProviders/model/state";
import type { PromisedFederation } from "../promised/domainFederation";

/** What makes the identity providers that a configuration names. */
export type IdentityProviderDesk = Pick<IdentityProviders, "ensure">;

/** The identity provider of a federated domain, as its administrator finds it. Plain JSON. */
export interface ReadyIdentityProvider {
  readonly federation: PromisedFederation;
  readonly settingsUrl: string;
  /** It was made from the configuration, so it can't say anything else. */
  readonly invented: boolean;
  /** What it says of itself, whatever the configuration says. */
  readonly says: IdentityProviderEntry;
}

/**
 * Each identity provider of the configuration, made if nobody has described it. Throws `UserError` for what can't be emulated; what is
 * missing altogether is for the stack's own check to say.
 */
export function readyIdentityProviders(
  federations: readonly PromisedFederation[],
  desk: IdentityProviderDesk,
): ReadyIdentityProvider[] {
  return federations
    .filter(({ identityProvider: { issuer, signInUrl } }) => issuer !== "" && signInUrl !== "")
    .map((federation) => {
      const { identityProvider, invented } = desk.ensure(entryOf(federation));
      const { name, issuer, signInUrl, signOutUrl, metadataUrl, certificates, users, settingsUrl } = identityProvider;
      const says = { name, issuer, signInUrl, signOutUrl, metadataUrl, certificates, users };
      return { federation, settingsUrl, invented, says };
    });
}

const entryOf = ({ identityProvider, users }: PromisedFederation): IdentityProviderEntry => ({
  ...identityProvider,
  users: users.map(({ userPrincipalName, immutableId }) => ({ userPrincipalName, immutableId })),
});
