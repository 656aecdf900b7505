import { nameIdClaimType, nameIdFormats, type Claim } from "../entra/claims";
import { handOffText } from "./text";

/** What the service's administrator needs to know. */
export interface SamlAppHandOff {
  readonly application: string;
  readonly identifier: string;
  readonly replyUrls: readonly string[];
  readonly entityId: string;
  readonly loginUrl: string;
  /** RFC 3339. */
  readonly certificateExpires: string;
  readonly start: string;
  /** What the assertions say, by the name of the attribute. */
  readonly claims: readonly Claim[];
  readonly relayState?: string;
}

/** For a service that nothing more is known of. */
export const samlAppHandOff = (facts: SamlAppHandOff): string =>
  handOffText(facts.application, [
    {
      step: "Give the service's administrator the output `metadata` as a file, or these values:",
      values: {
        "Identity provider's entity id (issuer)": facts.entityId,
        "Login URL": facts.loginUrl,
        Certificate: `the output \`certificate\` (PEM), valid until ${facts.certificateExpires}`,
      },
    },
    {
      step: "Compare what the service says about itself:",
      values: {
        "Entity id": facts.identifier,
        "Assertion consumer service": facts.replyUrls.join(", "),
      },
    },
    { step: "Tell the service how users are named, and which attributes it gets:", values: assertionValues(facts) },
    { step: "Sign on in a new browser window, as a user who is assigned:", values: { Start: facts.start } },
  ]);

/** Entra names users by their principal name, as an e-mail address, unless it is told otherwise. */
function assertionValues({ claims, relayState }: SamlAppHandOff): Record<string, string> {
  const nameId = claims.find(({ claimType }) => claimType === nameIdClaimType);
  const [source, format] =
    nameId && "attribute" in nameId
      ? [nameId.attribute, nameId.nameIdFormat ?? "emailAddress"]
      : ["userprincipalname", "emailAddress" as const];
  return {
    NameID: `the user's ${source}, ${nameIdFormats[format]}`,
    ...Object.fromEntries(
      claims
        .filter((claim) => claim !== nameId)
        .map((claim) => [
          `Attribute ${claim.claimType}`,
          "constant" in claim ? `"${claim.constant}"` : `the user's ${claim.attribute}`,
        ]),
    ),
    ...(relayState !== undefined && { RelayState: relayState }),
  };
}
