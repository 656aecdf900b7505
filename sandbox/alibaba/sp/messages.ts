import type { Verdict } from "../../core/checks";
import { code } from "./exchange";

type Refused = NonNullable<Verdict["refused"]>;

/** Wording of the STS API reference (AssumeRole, AssumeRoleWithSAML), and nothing more: users are told no reasons. */
const messages: Readonly<Record<string, string>> = {
  [code.invalid]: "The SAML Assertion is invalid.",
  [code.expired]: "The SAML Assertion is expired.",
  [code.metadata]: "The IdP Metadata of your SAML Provider is invalid.",
  [code.noProvider]: "Can not find SAML provider.",
  [code.noRole]: "The specified Role does not exists.",
  [code.notTrusted]: "You are not authorized to do this action. You should be authorized by RAM.",
  [code.sessionName]: "The RoleSessionName is invalid.",
  [code.duration]: "The DurationSeconds is invalid.",
};

/** What STS says. */
export const apiMessage = ({ code: refusal }: Refused): string => messages[refusal] ?? "The SAML Assertion is invalid.";

/** What the sign-in page says: the one sentence that differs is quoted in IDaaS's page on sign-in errors of role-based SSO. */
export const pageMessage = (refused: Refused): string =>
  refused.check === "provider-exists"
    ? `Cannot find the SAML identity provider with ARN: ${refused.found}`
    : apiMessage(refused);
