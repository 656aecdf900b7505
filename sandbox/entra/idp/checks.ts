import type { Check, Refusal } from "../../core/checks";
import { unknownApplication, unknownTenant } from "../login/token";
import { assignmentsOf } from "../model/assignments";
import { activeKey, signingKeysOf } from "../model/signingKeys";
import type { Tenant } from "../model/tenant";
import { claimsConfiguration, claimSource, found, type SignOn } from "./attempt";
import { nameIdOf, requestedNameId } from "./claims";

const codes = "Microsoft Entra authentication and authorization error codes";
const askAdministrator = "Please contact your administrator to assign access to this application.";
const settings = "Enterprise applications > Single sign-on";

function refuse(on: SignOn, message: string, refusal: Refusal): Refusal {
  on.message = message;
  return refusal;
}

const unusableKey =
  "This application is required to be configured with an application-specific signing key. It is either not configured with " +
  "one, or the key has expired or is not yet valid. Please contact the application's administrator.";

/** Why a URL with this name in place of the tenant's is none of this tenant, in the cloud's words and for the trace. */
export function tenantRefusal(tenant: Tenant, name: string): { message: string; refusal: Refusal } | undefined {
  if (tenant.isNamed(name)) return undefined;
  return {
    message: unknownTenant(name).message,
    refusal: {
      code: "AADSTS90002",
      expected: tenant.id,
      found: name,
      remedy: "Use the user access URL with tenantId= the id of the tenant that has the application.",
    },
  };
}

/** What Entra ID asks before it vouches for somebody, in order. */
export const checks: readonly Check<SignOn>[] = [
  {
    name: "tenant",
    rule: "The URL names this tenant: by its id or one of its domains.",
    source: `${codes}, AADSTS90002`,
    run(on) {
      const other = tenantRefusal(on.tenant, on.tenantName);
      return other && refuse(on, other.message, other.refusal);
    },
  },
  {
    name: "application",
    rule: "The tenant has an application with this client id, and a service principal for it.",
    source: `${codes}, AADSTS700016`,
    run(on) {
      on.application = on.tenant.applicationOf(on.clientId);
      on.principal = on.tenant.servicePrincipalOf(on.clientId);
      if (on.application && on.principal) return undefined;
      return refuse(on, unknownApplication(on.tenant, on.clientId).message, {
        code: "AADSTS700016",
        expected: "a client id of this tenant",
        found: on.clientId,
        remedy: "Use the user access URL of the application in this tenant.",
      });
    },
  },
  {
    name: "application-enabled",
    rule: "The service principal is enabled for users to sign in.",
    source: `${codes}, AADSTS7000112`,
    run(on) {
      if (found(on.principal).accountEnabled) return undefined;
      return refuse(on, `Application '${on.clientId}'(${found(on.application).displayName}) is disabled.`, {
        code: "AADSTS7000112",
        expected: "accountEnabled: true",
        found: "accountEnabled: false",
        remedy: "Enable the service principal.",
      });
    },
  },
  {
    name: "saml-mode",
    rule: "The service principal is in SAML mode.",
    source: "Microsoft Graph, Configure SAML-based single sign-on, step 2; the code is unverified",
    run(on) {
      const mode = found(on.principal).preferredSingleSignOnMode;
      if (mode === "saml") return undefined;
      return refuse(on, "Misconfigured application.", {
        code: "AADSTS650056",
        expected: 'preferredSingleSignOnMode: "saml"',
        found: `preferredSingleSignOnMode: ${JSON.stringify(mode)}`,
        remedy: "Set preferredSingleSignOnMode of the service principal to saml.",
      });
    },
  },
  {
    name: "user",
    rule: "A user of the directory has this principal name.",
    source: `${codes}, AADSTS50034`,
    run(on) {
      const user = on.tenant.findUser(on.username);
      // Object ids name users to Microsoft Graph, not on the sign-in page.
      if (user?.userPrincipalName.toLowerCase() === on.username.toLowerCase()) {
        on.user = user;
        return undefined;
      }
      const { displayName } = on.tenant.data;
      return refuse(
        on,
        `The user account ${on.username} does not exist in the ${displayName} directory. ` +
          "To sign into this application, the account must be added to the directory.",
        {
          code: "AADSTS50034",
          expected: `a user of ${displayName}`,
          found: on.username,
          remedy: "Sign in with a user principal name of this directory, or add the user.",
        },
      );
    },
  },
  {
    name: "user-enabled",
    rule: "The user's account is enabled.",
    source: `${codes}, AADSTS50057`,
    run(on) {
      const { accountEnabled, userPrincipalName } = found(on.user);
      if (accountEnabled) return undefined;
      return refuse(on, "The user account is disabled.", {
        code: "AADSTS50057",
        expected: "accountEnabled: true",
        found: `${userPrincipalName} has accountEnabled: false`,
        remedy: "Enable the user's account.",
      });
    },
  },
  {
    name: "assigned",
    rule: "If assignment is required, the user or a group of which the user is a direct member is assigned.",
    source: `${codes}, AADSTS50105; Assign users and groups to an application: nested groups are not expanded`,
    run(on) {
      const [principal, user] = [found(on.principal), found(on.user)];
      if (!principal.appRoleAssignmentRequired || assignmentsOf(on.tenant, principal, user).length > 0)
        return undefined;
      return refuse(
        on,
        "Your administrator has configured the application " +
          `${found(on.application).displayName} ('${on.clientId}') to block users unless they are specifically granted ` +
          `('assigned') access to the application. The signed in user '${user.userPrincipalName}' is blocked because they are ` +
          `not a direct member of a group with access, nor had access directly assigned by an administrator. ${askAdministrator}`,
        {
          code: "AADSTS50105",
          expected: "an app role assignment of the user, or of a group with the user as direct member",
          found: `${user.userPrincipalName} has none`,
          remedy: "Assign the user or one of its groups; a group in an assigned group does not count.",
        },
      );
    },
  },
  {
    name: "identifier",
    rule: "The application has an identifier (entity ID): it becomes the audience.",
    source: `${settings}: Identifier is required; the code is unverified`,
    run(on) {
      if (found(on.application).identifierUris.length > 0) return undefined;
      return refuse(on, "Misconfigured application.", {
        code: "AADSTS650056",
        expected: "an identifier URI",
        found: "none",
        remedy: "Add the service provider's entity id to identifierUris.",
      });
    },
  },
  {
    name: "reply-url",
    rule: "The service's request names the reply URL, or the application has exactly one: the assertion goes there.",
    source: `${codes}, AADSTS500113; which of several is the default one is unverified, so the sandbox wants one`,
    run(on) {
      const { redirectUris } = found(on.application).web;
      if (on.request?.replyUrl !== undefined || redirectUris.length === 1) return undefined;
      return refuse(on, "No reply address is registered for the application.", {
        code: "AADSTS500113",
        expected: "one reply URL",
        found: redirectUris.length === 0 ? "none" : redirectUris.join(", "),
        remedy: "Set web.redirectUris to the assertion consumer service URL of the service provider.",
      });
    },
  },
  {
    name: "claims-policy-key",
    rule: "An application with a claims mapping policy has a signing key of its own.",
    source: `${codes}, AADSTS50146; Claims customization, security considerations`,
    run(on) {
      const [principal, { api }] = [found(on.principal), found(on.application)];
      if (principal.claimsMappingPolicies.length === 0 || api.acceptMappedClaims) return undefined;
      if (signingKeysOf(on.tenant, principal).length > 0) return undefined;
      return refuse(on, unusableKey, {
        code: "AADSTS50146",
        expected: "a token-signing certificate of the application",
        found: "a claims mapping policy, and no certificate",
        remedy: "Add a token-signing certificate to the service principal before the policy.",
      });
    },
  },
  {
    name: "active-certificate",
    rule: "preferredTokenSigningKeyThumbprint names a signing certificate of the service principal.",
    source: "Microsoft Graph, Configure SAML-based single sign-on, step 4.2",
    run(on) {
      const principal = found(on.principal);
      on.key = activeKey(on.tenant, principal);
      if (on.key) return undefined;
      const certificates = signingKeysOf(on.tenant, principal).map(({ thumbprint }) => thumbprint);
      return refuse(on, unusableKey, {
        code: "AADSTS50146",
        expected: `the thumbprint of an own certificate (${certificates.join(", ") || "there is none"})`,
        found: `preferredTokenSigningKeyThumbprint: ${JSON.stringify(principal.preferredTokenSigningKeyThumbprint)}`,
        remedy:
          "Activate a certificate: PATCH preferredTokenSigningKeyThumbprint. Whether Entra ID signs with a certificate that was " +
          "never activated is unverified; the sandbox refuses on purpose.",
      });
    },
    without(on) {
      on.key = signingKeysOf(on.tenant, found(on.principal)).at(-1);
    },
  },
  {
    name: "certificate-validity",
    rule: "The active certificate is valid today.",
    source: `${codes}, AADSTS50146`,
    run(on) {
      const { startDateTime, endDateTime } = found(on.key);
      const now = on.tenant.context.clock.now().getTime();
      if (Date.parse(startDateTime) <= now && now < Date.parse(endDateTime)) return undefined;
      return refuse(on, unusableKey, {
        code: "AADSTS50146",
        expected: `a time between ${startDateTime} and ${endDateTime}`,
        found: new Date(now).toISOString(),
        remedy:
          "Add a certificate, give it to the service provider, activate it. Entra ID may switch to another valid certificate of " +
          "its own accord, which the service provider may not know; the sandbox refuses on purpose.",
      });
    },
  },
  {
    name: "name-id",
    rule: "The source of the NameID is an allowed one and has a value.",
    source: "Claims customization reference, SAML restrictions; the code is unverified",
    run(on) {
      const configured = nameIdOf(claimSource(on), claimsConfiguration(on).rules);
      on.nameId = requestedNameId(configured, on.request, claimSource(on), on.tenant.context.ids);
      if (on.nameId) return undefined;
      return refuse(on, "The SAML token can't be issued because its NameID has no value.", {
        code: "AADSTS50008",
        expected: "a value for NameID",
        found: `${found(on.user).userPrincipalName} has none`,
        remedy: "Use another attribute as source of nameidentifier, or fill it for this user.",
      });
    },
    without(on) {
      on.nameId = nameIdOf(claimSource(on), []);
    },
  },
];
