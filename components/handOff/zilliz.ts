import { handOffText, type HandOffStep } from "./text";

/** What the organization's owner needs to know. */
export interface ZillizHandOff {
  readonly application: string;
  readonly phase: 1 | 2;
  readonly identifier: string;
  readonly loginUrl: string;
  /** RFC 3339. */
  readonly certificateExpires: string;
  readonly ssoLoginUrl?: string;
}

/**
 * The half of the procedure that happens in Zilliz Cloud's console, which has no API for it.
 * Source: Zilliz Cloud documentation, "Microsoft Entra" (single sign-on), prerequisites and steps 3 and 4.
 */
export function zillizHandOff(facts: ZillizHandOff): string {
  const phase =
    facts.phase === 1
      ? "phase 1 of 2: Zilliz Cloud doesn't know Entra yet, nobody can sign on"
      : "phase 2 of 2: the redirect URL is entered";
  return handOffText(`${facts.application}, ${phase}`, [
    {
      step:
        "You need to be the Organization Owner, and Zilliz has to have opened single sign-on for the organization: " +
        "contact sales (https://zilliz.com/contact-sales).",
    },
    {
      step: "Zilliz Cloud console (https://cloud.zilliz.com/login) > your organization > Settings > Single Sign-On (SSO) > Configure > SAML 2.0. Enter and save:",
      values: {
        "Single Sign-On URL": facts.loginUrl,
        "Entity ID": `${facts.identifier}   (this application's identifier, not Entra's own entity id)`,
        Certificate: `the output \`certificate\` (PEM), valid until ${facts.certificateExpires}`,
      },
    },
    ...(facts.phase === 1 ? firstPhase : secondPhase(facts)),
    {
      step: "Who signs on for the first time becomes an Organization Member; wider roles are given in the Zilliz Cloud console.",
    },
  ]);
}

const firstPhase: readonly HandOffStep[] = [
  {
    step: "The console then shows a redirect URL and an SSO login URL. Put both into this stack's configuration and run pulumi up again:",
    values: {
      redirectUrl: "the redirect URL: it takes the place of the placeholder",
      ssoLoginUrl: "the SSO login URL: where users begin",
    },
  },
];

const secondPhase = ({ ssoLoginUrl }: ZillizHandOff): readonly HandOffStep[] => [
  {
    step: "Sign on in a new browser window, as a user who is assigned; it ends in the Zilliz Cloud console:",
    values: { Start: ssoLoginUrl ?? "the SSO login URL that the console shows (put it into ssoLoginUrl, too)" },
  },
];
