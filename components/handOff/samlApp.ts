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
    { step: "Sign on in a new browser window, as a user who is assigned:", values: { Start: facts.start } },
  ]);
