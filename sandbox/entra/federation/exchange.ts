import { MissingGround } from "../../core/checks";
import type { SamlExchange } from "../../saml/checks/exchange";
import type { DomainFederation } from "../model/domainTypes";
import type { User } from "../model/types";
import type { PostedForm } from "../../core/postedForm";
import type { FederatedRequest } from "./state";

/** What the service provider knows of a federated domain when it judges a response. */
export type Realm = Pick<DomainFederation, "domain" | "issuerUri" | "signingCertificate" | "nextSigningCertificate">;

/** What it knows of a user. */
export type Account = Pick<User, "userPrincipalName" | "onPremisesImmutableId" | "accountEnabled">;

/** What the checks ask of a tenant, so that a captured response can be held against a configuration without one. */
export interface Accounts {
  /** Every domain that is federated. */
  readonly realms: readonly Realm[];
  /** The federation that holds for a principal name. */
  realmOf(userPrincipalName: string): Realm | undefined;
  /** ImmutableIDs are compared exactly: two in base64 may differ in case alone. */
  withImmutableId(immutableId: string): Account | undefined;
  /** Only for a response whose NameID nobody looks at. */
  withPrincipalName(userPrincipalName: string): Account | undefined;
}

/** A response for Entra ID on its way through the checks. The realm is that of the domain whose users were sent there. */
export interface FederatedResponse extends SamlExchange {
  readonly accounts: Accounts;
  /** The certificate that stands in for one of a realm's. */
  readonly standInFor: (certificate: string) => string;
  /** relay-state, or given with a captured response. */
  realm?: Realm;
  /** user */
  account?: Account;
}

/** The same, as it was posted to `login.srf`. */
export interface PostedFederatedResponse extends FederatedResponse {
  readonly form: PostedForm;
  readonly cookies: ReadonlyMap<string, string>;
  /** relay-state: the request that it answers. */
  request?: FederatedRequest;
  requestFor(ticket: string): FederatedRequest | undefined;
  /** Only for a response whose RelayState nobody looks at. */
  requestOf(inResponseTo: string): FederatedRequest | undefined;
}

export function realmOf({ realm }: FederatedResponse): Realm {
  if (!realm) throw new MissingGround("nobody knows which domain's users are meant");
  return realm;
}

export function accountOf({ account }: FederatedResponse): Account {
  if (!account) throw new MissingGround("no user was found");
  return account;
}

export function requestOf({ request }: PostedFederatedResponse): FederatedRequest {
  if (!request) throw new MissingGround("no request was found");
  return request;
}

/** Base64 DER of those that may have signed: the current one and the next one. */
export const certificatesOf = ({ signingCertificate, nextSigningCertificate }: Realm): string[] =>
  [signingCertificate, nextSigningCertificate].flatMap((certificate) => certificate?.replace(/\s+/g, "") || []);

/** The configured certificate whose stand-in signed; where no signature was found good, the domain's current one. */
export function signedWith(exchange: FederatedResponse): string {
  const { signature, accounts, standInFor } = exchange;
  const realm = realmOf(exchange);
  const known = [realm, ...accounts.realms].flatMap(certificatesOf);
  return known.find((certificate) => standInFor(certificate) === signature?.certificate) ?? realm.signingCertificate;
}
