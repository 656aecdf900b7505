import type { KeyPair } from "../../saml/selfSigned";
import type { RelyingPartyMetadata } from "../../saml/metadata";

/** One person whom an identity provider knows. */
export interface Person {
  readonly userPrincipalName: string;
  /** What it sends as the NameID, encoded. */
  readonly immutableId: string;
}

/** What is known of an identity provider: a sample or a fixture says so, or a stack's configuration. */
export interface IdentityProviderEntry {
  readonly name: string;
  /** Its entity ID. */
  readonly issuer: string;
  /** Where it takes requests, by HTTP-POST. */
  readonly signInUrl: string;
  /** Where it takes logout requests, by HTTP-Redirect. */
  readonly signOutUrl?: string;
  readonly metadataUrl?: string;
  /** Base64 of DER. The first one signs; others are in its metadata too. */
  readonly certificates: readonly string[];
  readonly users: readonly Person[];
}

/** One identity provider, as plain JSON: what it is, what its administrator told it, who is signed in. Its key is its issuer. */
export interface IdentityProviderRecord extends IdentityProviderEntry {
  /** Made up from a configuration: it can't disagree with it. */
  readonly invented: boolean;
  /** Where its administrator tells it about its relying party. Who may open the page is not emulated. */
  readonly settingsUrl: string;
  /** Where people say who they are. */
  readonly personUrl: string;
  /** Its administrator may let another one sign. */
  certificates: readonly string[];
  /** From the metadata that was given to it. */
  relyingParty?: RelyingPartyMetadata;
  /** By the value of the session's cookie. */
  sessions: Record<string, IdentityProviderSession>;
}

export interface IdentityProviderSession {
  readonly userPrincipalName: string;
  readonly expires: string;
}

export interface IdentityProvidersState {
  /** By issuer. */
  readonly identityProviders: Record<string, IdentityProviderRecord>;
  /** By SHA-256 of the certificate that each stands in for, in hexadecimal. */
  readonly standIns: Record<string, KeyPair>;
}

/** No identity provider at all. */
export const newIdentityProvidersState = (entries: readonly IdentityProviderEntry[] = []): IdentityProvidersState => ({
  identityProviders: Object.fromEntries(entries.map((entry) => [entry.issuer, newIdentityProvider(entry)])),
  standIns: {},
});

/** An identity provider that nobody has configured or signed in at. */
export function newIdentityProvider(entry: IdentityProviderEntry, invented = false): IdentityProviderRecord {
  return { ...entry, ...pagesOf(entry), invented, sessions: {} };
}

/** Pages that a real one has somewhere of its own, at paths that can't be any of its real ones. Its sign-in URL tells it from others. */
function pagesOf({ signInUrl }: IdentityProviderEntry): Pick<IdentityProviderRecord, "settingsUrl" | "personUrl"> {
  const { origin, pathname } = URL.canParse(signInUrl) ? new URL(signInUrl) : { origin: signInUrl, pathname: "" };
  const base = `${origin}/.sandbox/identity-provider${pathname.replace(/\/+$/, "")}`;
  return { settingsUrl: `${base}/settings`, personUrl: `${base}/person` };
}
