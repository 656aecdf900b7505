import { handOffText } from "./text";

/** What the administrator of the balenaCloud organization needs to know. */
export interface BalenaHandOff {
  readonly application: string;
  readonly ssoIdentifier: string;
  readonly ssoLoginUrl: string;
  readonly userAccessUrl: string;
  /** RFC 3339. */
  readonly certificateExpires: string;
}

/**
 * The half of the procedure that happens in balenaCloud's dashboard.
 * Source: balena documentation, "SAML app for Microsoft Entra ID", last section, and "Enterprise SSO", link a SAML identity provider.
 */
export const balenaHandOff = (facts: BalenaHandOff): string =>
  handOffText(facts.application, [
    {
      step: "You need to be an administrator of the organization, and its plan has to include enterprise single sign-on.",
    },
    {
      step: "Save the output `metadata` as a file (npm run hand-off -- --out FOLDER writes it). Its signing certificate is valid until:",
      values: { Until: facts.certificateExpires },
    },
    {
      step: "balenaCloud dashboard (https://dashboard.balena-cloud.com) > your organization > link a SAML identity provider. Enter and upload:",
      values: { "SSO identifier": facts.ssoIdentifier, "Metadata XML": "the file" },
    },
    {
      step: "Sign on in a new browser window, as a user who is assigned; users are known by their e-mail address:",
      values: { "From balenaCloud": facts.ssoLoginUrl, "From My Apps": facts.userAccessUrl },
    },
  ]);
