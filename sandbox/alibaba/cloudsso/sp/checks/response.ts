import type { Check, Refusal } from "../../../../core/checks";
import { assertionOf, type SamlExchange } from "../../../../saml/checks/exchange";
import { userName as userNameRule } from "../../model/limits";
import type { CloudSsoDirectory } from "../../model/state";
import { findUserNamed } from "../../model/users";
import { code } from "../codes";
import { requestCookie } from "../cookies";
import { answeredRequest, type CloudSsoExchange } from "../exchange";

type OfDirectory = Check<{ readonly directory: CloudSsoDirectory }>;
type ResponseCheck = Check<CloudSsoExchange>;

/** Also asked before a request goes out. */
export const ssoEnabled: OfDirectory = {
  name: "sso-enabled",
  rule: "SSO logon is enabled for the directory",
  source: "SSO from Microsoft Entra ID to CloudSSO, step 5",
  run({ directory: { directoryId, identityProvider } }) {
    if (identityProvider.ssoStatus === "Enabled") return undefined;
    return {
      code: code.ssoDisabled,
      expected: "SSO status Enabled",
      found: identityProvider.ssoStatus,
      remedy: `enable SSO logon of the directory ${directoryId} (SetExternalSAMLIdentityProvider, SSOStatus)`,
    };
  },
};

/** Also asked before a request goes out. */
export const identityProvider: OfDirectory = {
  name: "identity-provider",
  rule: "The directory has an identity provider with an entity ID and a logon URL",
  source: "alibabacloud.com/help/en/cloudsso/user-guide/overview: Entity ID, Logon URL and Certificate are required",
  run({ directory: { directoryId, identityProvider: idp } }) {
    const missing = [idp.entityId === undefined && "entity ID", idp.loginUrl === undefined && "logon URL"];
    const found = missing.filter((name) => name !== false);
    if (found.length === 0) return undefined;
    return {
      code: code.ssoDisabled,
      expected: "an identity provider",
      found: `no ${found.join(" and no ")}`,
      remedy: `give the directory ${directoryId} the application's federation metadata (SetExternalSAMLIdentityProvider)`,
    };
  },
};

/** Without it an attacker could begin, and have somebody else end up in a session of the attacker's (login CSRF). */
export const sameBrowser: ResponseCheck = {
  name: "same-browser",
  rule: "The answer to a request comes from the browser that made the request",
  source: "Barth et al., Robust Defenses for Cross-Site Request Forgery, CCS 2008; that CloudSSO checks it: unverified",
  run(exchange) {
    const request = answeredRequest(exchange);
    const found = request && exchange.cookies.get(requestCookie(request.id));
    if (!request || found === request.browser) return undefined;
    return {
      code: code.invalid,
      expected: "the cookie that the request set",
      found: found === undefined ? "none" : "another",
      remedy: "start the sign-on again at the user logon URL, and end it in the same browser",
    };
  },
};

const nameIdOf = (exchange: SamlExchange): string => assertionOf(exchange).nameIds[0]?.value ?? "";

export const subjectValue: Check<SamlExchange> = {
  name: "subject-value",
  rule: "The NameID can be a user name: at most 64 letters, digits and @_-.",
  source: "alibabacloud.com/help/en/cloudsso/support/faq-about-sso; which of the two codes it is: unverified",
  run(exchange): Refusal | undefined {
    const found = nameIdOf(exchange);
    if (userNameRule.pattern.test(found)) return undefined;
    return {
      code: code.subject,
      expected: "1 to 64 letters, digits and @_-.",
      found: found.length > 64 ? `${found} (${found.length} characters)` : found,
      remedy:
        "feed the NameID, and the userName of SCIM, from an attribute that is plain for every user, such as user.mail; guests have # in their user principal name",
    };
  },
};

export const userExists: ResponseCheck = {
  name: "user-exists",
  rule: "The NameID is the name of a user of the directory",
  source: "alibabacloud.com/help/en/cloudsso/support/faq-about-sso; which of the two codes it is: unverified",
  run(exchange): Refusal | undefined {
    const { directory } = exchange;
    exchange.user = findUserNamed(directory, nameIdOf(exchange));
    if (exchange.user) return undefined;
    const names = Object.values(directory.users).map(({ userName }) => userName);
    return {
      code: code.user,
      expected: names.length === 0 ? "a user, but the directory has none" : `one of ${names.slice(0, 20).join(", ")}`,
      found: nameIdOf(exchange),
      remedy:
        "assign the user to the application so that SCIM creates it, or create a user of exactly this name; NameID and SCIM's userName must be the same attribute",
    };
  },
};

/** Kept apart from the one before: only that names must match is published. */
export const userNameCase: ResponseCheck = {
  name: "user-name-case",
  rule: "The NameID is written exactly as the user's name, upper and lower case too",
  source:
    "SSO from Microsoft Entra ID to CloudSSO, step 3: NameID must match the CloudSSO username; that case counts: unverified",
  run(exchange): Refusal | undefined {
    const { user } = exchange;
    if (!user || user.userName === nameIdOf(exchange)) return undefined;
    return {
      code: code.user,
      expected: user.userName,
      found: nameIdOf(exchange),
      remedy: "let NameID and the userName of SCIM come from the same attribute, without a conversion in one of them",
    };
  },
};

export const userEnabled: ResponseCheck = {
  name: "user-enabled",
  rule: "The user is enabled",
  source: "CloudSSO API reference, UpdateUserStatus: Disabled; the code is unverified",
  run({ user }): Refusal | undefined {
    if (!user || user.status === "Enabled") return undefined;
    return {
      code: code.disabled,
      expected: "status Enabled",
      found: user.status,
      remedy: `enable the user ${user.userName}; SCIM disables whoever is disabled or not assigned in Entra`,
    };
  },
};
