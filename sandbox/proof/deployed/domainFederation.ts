import type { DomainFederation } from "../../entra/model/domainTypes";
import type { User } from "../../entra/model/types";
import { thumbprint } from "../../saml/selfSigned";
import type { PromisedFederatedUser, PromisedFederation } from "../promised/domainFederation";
import type { Clouds } from "./statements";

/*
 * Both sides of the comparison in one place, so that they use the same words.
 */
const says = {
  federated: (issuer: string) => `is federated with ${issuer}`,
  called: (name: string | null) => `shows the name ${name ?? "none"}`,
  signIn: (url: string) => `sends users to ${url}`,
  signOut: (url: string | null | undefined) => (url ? `signs users out at ${url}` : "signs users out nowhere"),
  active: (url: string | null | undefined) => (url ? `signs in other clients at ${url}` : "signs in browsers only"),
  signedBy: (certificate: string) => `trusts ${named(certificate)}`,
  next: (certificate: string | null | undefined) =>
    certificate ? `trusts ${named(certificate)} as the next certificate` : "trusts no next certificate",
  speaks: (protocol: string) => `speaks ${protocol}`,
  mfa: (behavior: string | null) => `has the multifactor behavior ${behavior ?? "none"}`,
  signs: (required: boolean | null) => (required ? "signs its requests" : "does not sign its requests"),
  user: (immutableId: string | null) => `is a user with the ImmutableID ${immutableId ?? "none"}`,
  display: (name: string) => `is called ${name}`,
  names: (given: string | null, family: string | null) => `has the names ${given ?? "-"} and ${family ?? "-"}`,
  usedIn: (country: string | null) => `has the usage location ${country ?? "none"}`,
  mails: (mails: readonly string[]) => `is reached at ${mails.join(" and ") || "no other address"}`,
  enabled: (enabled: boolean) => (enabled ? "may sign in" : "may not sign in"),
};

/** A certificate is told by its thumbprint, as Entra's portal does; what is none, by its first characters. */
function named(certificate: string): string {
  return certificate === "" ? "no certificate" : `the certificate ${thumbprint(certificate).toString("hex")}`;
}

/** What an entry of `domainFederation` promises in Entra. */
export function expectedOfFederation({ domain, mfa, identityProvider, users }: PromisedFederation): string[] {
  const [current = "", next] = identityProvider.certificates;
  return [
    ...[
      says.federated(identityProvider.issuer),
      says.called(identityProvider.name),
      says.signIn(identityProvider.signInUrl),
      says.signOut(identityProvider.signOutUrl),
      says.active(identityProvider.activeSignInUrl),
      says.signedBy(current),
      says.next(next),
      says.speaks("saml"),
      says.mfa(mfa),
      says.signs(false),
    ].map((text) => `${domain} ${text}`),
    ...users.flatMap(expectedOfUser),
  ];
}

function expectedOfUser(user: PromisedFederatedUser): string[] {
  const { userPrincipalName, immutableId, displayName, givenName, surname, usageLocation, alternateEmail } = user;
  return [
    says.user(immutableId),
    says.display(displayName),
    says.names(givenName ?? null, surname ?? null),
    says.usedIn(usageLocation ?? null),
    says.mails(alternateEmail === undefined ? [] : [alternateEmail]),
    says.enabled(true),
  ].map((text) => `${userPrincipalName} ${text}`);
}

/** What is true of the tenant's federated domains, and of the users that the configuration names. */
export function foundFederations(federations: readonly PromisedFederation[], { entra: { tenant } }: Clouds): string[] {
  const names = federations.flatMap(({ users }) => users.map(({ userPrincipalName }) => userPrincipalName));
  return [
    ...tenant.data.domainFederations.flatMap(foundOfFederation),
    ...names.flatMap((name) => {
      const user = tenant.findUser(name);
      return user ? foundOfUser(name, user) : [];
    }),
  ];
}

const foundOfFederation = (found: DomainFederation): string[] =>
  [
    says.federated(found.issuerUri),
    says.called(found.displayName),
    says.signIn(found.passiveSignInUri),
    says.signOut(found.signOutUri),
    says.active(found.activeSignInUri),
    says.signedBy(found.signingCertificate),
    says.next(found.nextSigningCertificate),
    says.speaks(found.preferredAuthenticationProtocol),
    says.mfa(found.federatedIdpMfaBehavior),
    says.signs(found.isSignedAuthenticationRequestRequired),
  ].map((text) => `${found.domain} ${text}`);

/** `name` as the configuration writes it: case does not count. */
const foundOfUser = (name: string, found: User): string[] =>
  [
    says.user(found.onPremisesImmutableId),
    says.display(found.displayName),
    says.names(found.givenName, found.surname),
    says.usedIn(found.usageLocation),
    says.mails(found.otherMails),
    says.enabled(found.accountEnabled),
  ].map((text) => `${name} ${text}`);
