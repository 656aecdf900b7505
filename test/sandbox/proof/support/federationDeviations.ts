import { createFederation, removeFederation } from "../../../../sandbox/entra/model/domainFederations";
import type { DomainFederation } from "../../../../sandbox/entra/model/domainTypes";
import type { User } from "../../../../sandbox/entra/model/types";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { adatum, amelia, current, next } from "./adatum";
import { userOf } from "./deployFederation";
import { certificateText, everybody, refusedBy, type FederationDeviation } from "./federationDeviation";
import { ofMetadata, ofOutputs, ofTheIdentityProvider } from "./handedOutDeviations";

const { issuer, signInUrl, signOutUrl } = sampleIdentityProvider;

/** One property of the domain's federation: what it should be, and what it is, in words. */
const inFederation = (
  what: string,
  change: Partial<DomainFederation>,
  [lacking, unwanted]: readonly [string, string],
  wrong?: FederationDeviation["wrong"],
): FederationDeviation => ({
  what: `the domain has ${what}`,
  change: ({ federation }) => void Object.assign(federation, change),
  lacking: [`adatum.com ${lacking}`],
  unwanted: [`adatum.com ${unwanted}`],
  ...(wrong && { wrong }),
});

const notVouchedFor = (nameId: string) =>
  `in, but not as promised: identity-provider ?, not ${issuer}; name-id ?, not ${nameId}; name-id-format ?, not urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`;

const ofTheDomain: readonly FederationDeviation[] = [
  inFederation(
    "another issuer",
    { issuerUri: "urn:other" },
    [`is federated with ${issuer}`, "is federated with urn:other"],
    refusedBy("issuer", "AADSTS50107"),
  ),
  inFederation(
    "another sign-in URL",
    { passiveSignInUri: `${signInUrl}/` },
    [`sends users to ${signInUrl}`, `sends users to ${signInUrl}/`],
    everybody(`stuck: Stuck 404 at ${signInUrl}/: idp.adatum.com has no POST /saml/sso/`),
  ),
  inFederation("another sign-out URL", { signOutUri: "https://idp.adatum.com/out" }, [
    `signs users out at ${signOutUrl}`,
    "signs users out at https://idp.adatum.com/out",
  ]),
  inFederation("no sign-out URL", { signOutUri: null }, [
    `signs users out at ${signOutUrl}`,
    "signs users out nowhere",
  ]),
  inFederation("a URL for other clients", { activeSignInUri: "https://idp.adatum.com/ecp" }, [
    "signs in browsers only",
    "signs in other clients at https://idp.adatum.com/ecp",
  ]),
  inFederation(
    "another protocol",
    { preferredAuthenticationProtocol: "wsFed" },
    ["speaks saml", "speaks wsFed"],
    everybody("refused: NotImplemented NotImplemented: WS-Federation with an identity provider is not in the sandbox."),
  ),
  inFederation("another multifactor behavior", { federatedIdpMfaBehavior: "rejectMfaByFederatedIdp" }, [
    "has the multifactor behavior acceptIfMfaDoneByFederatedIdp",
    "has the multifactor behavior rejectMfaByFederatedIdp",
  ]),
  inFederation("no multifactor behavior", { federatedIdpMfaBehavior: null }, [
    "has the multifactor behavior acceptIfMfaDoneByFederatedIdp",
    "has the multifactor behavior none",
  ]),
  inFederation("another display name", { displayName: "Adatum" }, [
    "shows the name Adatum sign-in",
    "shows the name Adatum",
  ]),
  inFederation("no display name", { displayName: null }, ["shows the name Adatum sign-in", "shows the name none"]),
  inFederation(
    "another certificate",
    { signingCertificate: next },
    [`trusts ${certificateText("current")}`, `trusts ${certificateText("next")}`],
    refusedBy("signature", "AADSTS5000811"),
  ),
  inFederation("another next certificate", { nextSigningCertificate: current }, [
    `trusts ${certificateText("next")} as the next certificate`,
    `trusts ${certificateText("current")} as the next certificate`,
  ]),
  inFederation("no next certificate", { nextSigningCertificate: null }, [
    `trusts ${certificateText("next")} as the next certificate`,
    "trusts no next certificate",
  ]),
  inFederation("to sign its requests", { isSignedAuthenticationRequestRequired: true }, [
    "does not sign its requests",
    "signs its requests",
  ]),
  {
    what: "the domain has a next certificate that nobody promised",
    federation: adatum({ identityProvider: { ...adatum().identityProvider, certificates: [current] } }),
    change: ({ federation }) => void (federation.nextSigningCertificate = next),
    lacking: ["adatum.com trusts no next certificate"],
    unwanted: [`adatum.com trusts ${certificateText("next")} as the next certificate`],
  },
  {
    what: "the domain is managed",
    change: (_, { entra: { tenant } }) => removeFederation(tenant, tenant.domain("adatum.com")),
    lacking: [
      `adatum.com is federated with ${issuer}`,
      "adatum.com shows the name Adatum sign-in",
      `adatum.com sends users to ${signInUrl}`,
      `adatum.com signs users out at ${signOutUrl}`,
      "adatum.com signs in browsers only",
      `adatum.com trusts ${certificateText("current")}`,
      `adatum.com trusts ${certificateText("next")} as the next certificate`,
      "adatum.com speaks saml",
      "adatum.com has the multifactor behavior acceptIfMfaDoneByFederatedIdp",
      "adatum.com does not sign its requests",
    ],
    // Entra asks for a password, so to speak, and nobody else's word.
    wrong: {
      amelia: notVouchedFor("fT.2B8wZQ/0EqYv2Q1x7hN3A=="),
      bruno: notVouchedFor("ABCDEG1234567890"),
      clara: 'refused, but not as no user has this ImmutableID: refused by the rule "user" (AADSTS50034)',
    },
  },
  {
    what: "a second domain is federated",
    change: (_, { entra: { tenant } }) => {
      createFederation(tenant, tenant.ensureDomain("woodgrove.com").domain, {
        displayName: "Woodgrove",
        issuerUri: "urn:woodgrove",
        passiveSignInUri: "https://login.woodgrove.com/",
        preferredAuthenticationProtocol: "saml",
        signingCertificate: next,
        federatedIdpMfaBehavior: "enforceMfaByFederatedIdp",
      });
    },
    unwanted: [
      "woodgrove.com is federated with urn:woodgrove",
      "woodgrove.com shows the name Woodgrove",
      "woodgrove.com sends users to https://login.woodgrove.com/",
      "woodgrove.com signs users out nowhere",
      "woodgrove.com signs in browsers only",
      `woodgrove.com trusts ${certificateText("next")}`,
      "woodgrove.com trusts no next certificate",
      "woodgrove.com speaks saml",
      "woodgrove.com has the multifactor behavior enforceMfaByFederatedIdp",
      "woodgrove.com does not sign its requests",
    ],
  },
];

/** One property of Amelia's account. */
const inAccount = (
  what: string,
  change: Partial<User>,
  [lacking, unwanted]: readonly [string, string],
  wrong?: string,
): FederationDeviation => ({
  what: `a user has ${what}`,
  change: (_, sandbox) => void Object.assign(userOf(sandbox, amelia.userPrincipalName), change),
  lacking: [`amelia@adatum.com ${lacking}`],
  unwanted: [`amelia@adatum.com ${unwanted}`],
  ...(wrong !== undefined && { wrong: { amelia: wrong } }),
});

const ofUsers: readonly FederationDeviation[] = [
  {
    what: "a user is missing",
    change: (_, { entra: { tenant } }) =>
      void (tenant.data.users = tenant.data.users.filter(({ displayName }) => displayName !== "Amelia Ager")),
    lacking: [
      `amelia@adatum.com is a user with the ImmutableID ${amelia.immutableId}`,
      "amelia@adatum.com is called Amelia Ager",
      "amelia@adatum.com has the names Amelia and Ager",
      "amelia@adatum.com has the usage location DE",
      "amelia@adatum.com is reached at amelia@adatum.example",
      "amelia@adatum.com may sign in",
    ],
    more: [
      'outputs: users of domainFederation.adatum is {"amelia":{"userPrincipalName":"amelia@adatum.com","objectId":"ID","nameId":"fT.2B8wZQ/0EqYv2Q1x7hN3A=="},"bruno":{"userPrincipalName":"bruno@adatum.com","objectId":"ID","nameId":"ABCDEG1234567890"}}, not {"amelia":{"userPrincipalName":"amelia@adatum.com","nameId":"fT.2B8wZQ/0EqYv2Q1x7hN3A=="},"bruno":{"userPrincipalName":"bruno@adatum.com","objectId":"ID","nameId":"ABCDEG1234567890"}}',
    ],
    wrong: { amelia: 'refused by the rule "user" (AADSTS51004)' },
  },
  inAccount(
    "a disabled account",
    { accountEnabled: false },
    ["may sign in", "may not sign in"],
    'refused by the rule "user-enabled" (AADSTS50057)',
  ),
  inAccount(
    "another ImmutableID",
    { onPremisesImmutableId: "kq2J7mJm4kKx1c9f0b3YzB==" },
    [`is a user with the ImmutableID ${amelia.immutableId}`, "is a user with the ImmutableID kq2J7mJm4kKx1c9f0b3YzB=="],
    'refused by the rule "user" (AADSTS51004)',
  ),
  inAccount(
    "no ImmutableID",
    { onPremisesImmutableId: null },
    [`is a user with the ImmutableID ${amelia.immutableId}`, "is a user with the ImmutableID none"],
    'refused by the rule "user" (AADSTS51004)',
  ),
  inAccount("another display name", { displayName: "A. Ager" }, ["is called Amelia Ager", "is called A. Ager"]),
  inAccount("another given name", { givenName: "Amy" }, [
    "has the names Amelia and Ager",
    "has the names Amy and Ager",
  ]),
  inAccount("no surname", { surname: null }, ["has the names Amelia and Ager", "has the names Amelia and -"]),
  inAccount("another usage location", { usageLocation: "FR" }, [
    "has the usage location DE",
    "has the usage location FR",
  ]),
  inAccount("no usage location", { usageLocation: null }, ["has the usage location DE", "has the usage location none"]),
  inAccount("another alternate address", { otherMails: ["mallory@contoso.com"] }, [
    "is reached at amelia@adatum.example",
    "is reached at mallory@contoso.com",
  ]),
  inAccount("one more alternate address", { otherMails: ["amelia@adatum.example", "mallory@contoso.com"] }, [
    "is reached at amelia@adatum.example",
    "is reached at amelia@adatum.example and mallory@contoso.com",
  ]),
];

export const federationDeviations: readonly FederationDeviation[] = [
  ...ofTheDomain,
  ...ofUsers,
  ...ofOutputs,
  ...ofMetadata,
  ...ofTheIdentityProvider,
];
