import type { IdentityProviderEntry } from "../../../../sandbox/identityProviders/model/state";
import { sampleIdentityProvider } from "../../../../sandbox/samples/identityProviders";
import { adatum, amelia, bruno, current, next, thumbprints } from "./adatum";
import { identityProviderOf, relyingParty, relyingPartyMetadata } from "./deployFederation";
import { everybody, refusedBy, type FederationDeviation } from "./federationDeviation";

const { issuer, signInUrl, signOutUrl, metadataUrl } = sampleIdentityProvider;
const path = "domainFederation.adatum";

/** One output; what is said of it. */
const given = (what: string, name: string, value: unknown, said: string): FederationDeviation => ({
  what: `the stack gives out ${what}`,
  change: ({ output }) => void (output[name] = value),
  more: [said],
});

const expires = "2044-01-01T00:00:00Z";
const currentFacts = { thumbprint: thumbprints.current, expires };
const nextFacts = { thumbprint: thumbprints.next, expires };

const wrongCertificates = (found: unknown) =>
  `outputs: certificates of ${path} is ${JSON.stringify(found)}, not ${JSON.stringify({ current: currentFacts, next: nextFacts })}`;

const users = {
  amelia: { userPrincipalName: amelia.userPrincipalName, objectId: "ID", nameId: "fT.2B8wZQ/0EqYv2Q1x7hN3A==" },
  bruno: { userPrincipalName: bruno.userPrincipalName, objectId: "ID", nameId: bruno.immutableId },
};

const wrongUsers = (found: unknown) =>
  `outputs: users of ${path} is ${JSON.stringify(found)}, not ${JSON.stringify(users)}`;

/** What the identity provider's administrator reads off. */
export const ofOutputs: readonly FederationDeviation[] = [
  given("another domain", "domain", "adatum.org", `outputs: domain of ${path} is "adatum.org", not "adatum.com"`),
  given(
    "another entity id",
    "entityId",
    "urn:x",
    `outputs: entityId of ${path} is "urn:x", not "urn:federation:MicrosoftOnline"`,
  ),
  given(
    "another reply URL",
    "replyUrl",
    "urn:x",
    `outputs: replyUrl of ${path} is "urn:x", not "https://login.microsoftonline.com/login.srf"`,
  ),
  given(
    "another NameID format",
    "nameIdFormat",
    "urn:x",
    `outputs: nameIdFormat of ${path} is "urn:x", not "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"`,
  ),
  given("no attributes", "attributes", [], `outputs: attributes of ${path} is [], not ["IDPEmail"]`),
  given(
    "one certificate, where there are two",
    "certificates",
    { current: currentFacts },
    wrongCertificates({ current: currentFacts }),
  ),
  given(
    "the certificates the other way round",
    "certificates",
    { current: nextFacts, next: currentFacts },
    wrongCertificates({ current: nextFacts, next: currentFacts }),
  ),
  given(
    "another date for a certificate",
    "certificates",
    { current: { ...currentFacts, expires: "2020-01-01T00:00:00Z" }, next: nextFacts },
    wrongCertificates({ current: { ...currentFacts, expires: "2020-01-01T00:00:00Z" }, next: nextFacts }),
  ),
  given("no users", "users", {}, wrongUsers({})),
  {
    what: "the stack gives out a NameID that is not encoded",
    change: ({ output }) => {
      const { amelia: found, ...others } = output.users as typeof users;
      output.users = { ...others, amelia: { ...found, nameId: amelia.immutableId } };
    },
    more: [wrongUsers({ bruno: users.bruno, amelia: { ...users.amelia, nameId: amelia.immutableId } })],
  },
  given("no hand-off", "handOff", undefined, `outputs: handOff of ${path} does not name ${relyingParty.entityId}`),
  given(
    "a hand-off without the entity id",
    "handOff",
    "Ask us.",
    `outputs: handOff of ${path} does not name ${relyingParty.entityId}`,
  ),
];

/** The document with one thing changed. */
const metadata = (
  what: string,
  [find, replace]: readonly [string, string],
  { more, wrong }: Pick<FederationDeviation, "more" | "wrong">,
): FederationDeviation => ({
  what: `the stack gives out metadata ${what}`,
  change: ({ output }) => void (output.metadata = relyingPartyMetadata.replace(find, replace)),
  more,
  ...(wrong && { wrong }),
});

/** What the identity provider says of a document, and then the proof itself. */
const unreadable = (found: string): readonly string[] => [
  `hand-over: Adatum sign-in does not take the metadata that ${path} gives out: InvalidMetadata: The metadata is not accepted. It is ${found}. (https://idp.adatum.com/.sandbox/identity-provider/saml/sso/settings)`,
  `outputs: metadata of ${path} is ${found}`,
];

/** Without metadata the identity provider knows nobody to answer. */
const unknownRelyingParty = refusedBy("relying-party", "UnknownRelyingParty");

export const ofMetadata: readonly FederationDeviation[] = [
  {
    what: "the identity provider never gets metadata",
    change: ({ output }) => void (output.metadata = undefined),
    more: [`outputs: the stack gives no metadata for ${path}`],
    wrong: unknownRelyingParty,
  },
  metadata("that is cut off", ["</EntityDescriptor>", ""], {
    more: unreadable("UNCLOSED"),
    wrong: unknownRelyingParty,
  }),
  metadata("of another kind", [relyingPartyMetadata, "<html/>"], {
    more: unreadable("a root element html, not an EntityDescriptor"),
    wrong: unknownRelyingParty,
  }),
  metadata("with another reply URL", ["/login.srf", "/common/login.srf"], {
    more: [
      `outputs: metadata: the reply URLs of ${path} is ["https://login.microsoftonline.com/common/login.srf"], not ["https://login.microsoftonline.com/login.srf"]`,
    ],
    wrong: everybody(
      "stuck: Stuck 501 at https://login.microsoftonline.com/common/login.srf: POST /common/login.srf is not in the sandbox.",
    ),
  }),
  metadata("with another entity id", [":MicrosoftOnline", ":microsoftonline"], {
    more: [
      `outputs: metadata: the entity id of ${path} is "urn:federation:microsoftonline", not "urn:federation:MicrosoftOnline"`,
    ],
    wrong: unknownRelyingParty,
  }),
  metadata("that wants no signed assertions", ['WantAssertionsSigned="true"', ""], {
    more: [`outputs: metadata: signed assertions wanted of ${path} is false, not true`],
  }),
  metadata("that wants another NameID", ["nameid-format:persistent", "nameid-format:kerberos"], {
    more: [
      `outputs: metadata of ${path} asks for the NameID format urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos, and Entra does not`,
    ],
  }),
];

/** The identity provider itself is not as the configuration says. */
const saysOtherwise = (
  what: string,
  change: Partial<IdentityProviderEntry>,
  { more, wrong }: Pick<FederationDeviation, "more" | "wrong">,
): FederationDeviation => ({
  what: `the identity provider ${what}`,
  change: (_, sandbox) => void Object.assign(identityProviderOf(sandbox, issuer), change),
  more,
  ...(wrong && { wrong }),
});

const differs = (what: string, configured: string, said: string) =>
  `hand-over: ${path}.identityProvider has the ${what} ${configured}, but Adatum sign-in says ${said}`;

export const ofTheIdentityProvider: readonly FederationDeviation[] = [
  saysOtherwise(
    "takes requests elsewhere",
    { signInUrl: "https://idp.adatum.com/other" },
    {
      more: [differs("sign-in URL", signInUrl, "https://idp.adatum.com/other")],
      wrong: everybody(`stuck: Stuck 404 at ${signInUrl}: idp.adatum.com has no POST /saml/sso`),
    },
  ),
  saysOtherwise(
    "signs people out elsewhere",
    { signOutUrl: "https://idp.adatum.com/other" },
    { more: [differs("sign-out URL", signOutUrl, "https://idp.adatum.com/other")] },
  ),
  saysOtherwise("signs nobody out", { signOutUrl: undefined }, { more: [differs("sign-out URL", signOutUrl, "none")] }),
  saysOtherwise(
    "publishes its metadata elsewhere",
    { metadataUrl: "https://idp.adatum.com/other" },
    { more: [differs("metadata URL", metadataUrl, "https://idp.adatum.com/other")] },
  ),
  {
    what: "the identity provider signs with a certificate that is not configured",
    federation: adatum({ identityProvider: { ...adatum().identityProvider, certificates: [current] } }),
    change: (_, sandbox) => void (identityProviderOf(sandbox, issuer).certificates = [next, current]),
    more: [
      `hand-over: ${path}.identityProvider has the certificates ${thumbprints.current.toLowerCase()}, but Adatum sign-in signs with ${thumbprints.next.toLowerCase()}`,
    ],
    wrong: refusedBy("signature", "AADSTS5000811"),
  },
  {
    what: "the identity provider does not know a user",
    change: (_, sandbox) => {
      const { users: known } = identityProviderOf(sandbox, issuer);
      const others = known.filter(({ userPrincipalName }) => userPrincipalName !== amelia.userPrincipalName);
      Object.assign(identityProviderOf(sandbox, issuer), { users: others });
    },
    wrong: { amelia: 'refused by the rule "person" (UnknownUser)' },
  },
  {
    what: "the identity provider knows a user by another ImmutableID",
    change: (_, sandbox) => {
      const { users: known } = identityProviderOf(sandbox, issuer);
      const changed = known.map((user) =>
        user.userPrincipalName === amelia.userPrincipalName ? { ...user, immutableId: bruno.immutableId } : user,
      );
      Object.assign(identityProviderOf(sandbox, issuer), { users: changed });
    },
    wrong: { amelia: 'refused by the rule "idp-email" (AADSTS5000819)' },
  },
];
