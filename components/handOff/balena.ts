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
 * Source: balena documentation, "SAML app for Microsoft Entra ID", last section, and "Enterprise SSO".
 */
export const balenaHandOff = (facts: BalenaHandOff): string =>
  handOffText(facts.application, [
    {
      step: "You need to be an administrator of an organization whose plan includes enterprise single sign-on.",
    },
    {
      step: "Save the output `metadata` as a file (npm run hand-off -- --out FOLDER writes it). Its signing certificate is valid until:",
      values: { Until: facts.certificateExpires },
    },
    {
      step: "https://dashboard.balena-cloud.com/identity-provider > Add Identity Provider. Enter, upload, and choose the organizations:",
      values: { "SSO identifier": facts.ssoIdentifier, "Metadata XML": "the file" },
    },
    {
      step:
        "Each user needs an ordinary balenaCloud account with the same e-mail address, and enables enterprise SSO in its preferences. " +
        "That can't be undone: API keys of the account are deleted, and its fleets move to the organization.",
    },
    {
      step: "Sign on in a new browser window, as a user who is assigned; users are known by their e-mail address:",
      values: { "From balenaCloud": facts.ssoLoginUrl, "From My Apps": facts.userAccessUrl },
    },
  ]);
