import type { Check } from "../../../core/checks";
import { binding, nameIdFormat } from "../../../saml/constants";
import { saml2Url } from "../../clouds";
import { unknownApplication } from "../../login/token";
import type { Tenant } from "../../model/tenant";
import type { Application } from "../../model/types";
import { documents, refuse, requestOf, type RequestReading } from "./reading";

const { codes, protocol } = documents;

/** Everything by which this endpoint may be called. */
const endpoints = ({ cloud, id, domainNames }: Tenant): string[] =>
  [cloud.login, ...cloud.loginAliases].flatMap((login) =>
    [id, ...domainNames].map((name) => saml2Url({ ...cloud, login }, name)),
  );

/** Service principal names: the identifiers of an application, and its client id. */
const named = ({ data }: Tenant, issuer: string): Application[] =>
  data.applications.filter(({ appId, identifierUris }) => appId === issuer || identifierUris.includes(issuer));

/** Identifiers of the tenant's applications, for who has to find out which was meant. */
function identifiers({ data }: Tenant): string {
  const all = data.applications.flatMap(({ identifierUris }) => identifierUris);
  return all.length === 0 ? "there is none" : all.join(", ");
}

const authnContext = "urn:oasis:names:tc:SAML:2.0:ac:classes";
/** Nobody signs in otherwise here. */
const passwordClasses = ["Password", "PasswordProtectedTransport", "Unspecified"].map(
  (name) => `${authnContext}:${name}`,
);

/** Whose request it is, and what it asks for. Signatures are ignored: Entra ID looks at them only where that is enforced. */
export const contentChecks: readonly Check<RequestReading>[] = [
  {
    name: "request-issuer",
    rule: "The Issuer is an identifier of one application of the tenant, exactly.",
    source: `${protocol}, Issuer; ${codes}, AADSTS700016`,
    run(reading) {
      const { tenant } = reading;
      const { issuer } = requestOf(reading);
      const [application, ...others] = named(tenant, issuer);
      if (application && others.length === 0) {
        reading.application = application;
        return undefined;
      }
      return refuse(reading, unknownApplication(tenant, issuer).message, {
        code: "AADSTS700016",
        expected: `the identifier (entity ID) of one application (${identifiers(tenant)})`,
        found: issuer === "" ? "no Issuer" : issuer,
        remedy: `Set the application's identifier (identifierUris) to '${issuer}', or enter the application's own at the service.`,
      });
    },
  },
  {
    name: "request-destination",
    rule: "Destination, if there is one, is this endpoint.",
    source: `SAML 2.0 core, 3.2.1; ${codes}, AADSTS75008; "${protocol}" says that it is ignored: the sandbox refuses on purpose`,
    run(reading) {
      const { tenant } = reading;
      const { destination } = requestOf(reading);
      if (destination === undefined || endpoints(tenant).includes(destination)) return undefined;
      return refuse(
        reading,
        "The request from the app was denied since the SAML request had an unexpected destination.",
        {
          code: "AADSTS75008",
          expected: saml2Url(tenant.cloud, tenant.id),
          found: destination,
          remedy: `Enter the application's Login URL at the service: ${saml2Url(tenant.cloud, tenant.id)}`,
        },
      );
    },
  },
  {
    name: "request-reply-url",
    rule: "AssertionConsumerServiceURL, if there is one, is a reply URL of the application, exactly.",
    source: `${protocol}, AuthnRequest: AssertionConsumerServiceURL; ${codes}, AADSTS50011`,
    run(reading) {
      const { assertionConsumerServiceUrl: wanted, issuer } = requestOf(reading);
      const registered = reading.application?.web.redirectUris ?? [];
      if (wanted === undefined || registered.includes(wanted)) return undefined;
      return refuse(
        reading,
        `The reply URL '${wanted}' specified in the request does not match the reply URLs configured for the application ` +
          `'${issuer}'. Make sure the reply URL sent in the request matches one added to your application in the Azure ` +
          "portal. Navigate to https://aka.ms/urlMismatchError to learn more about how to fix this.",
        {
          code: "AADSTS50011",
          expected: registered.length === 0 ? "a reply URL, but the application has none" : registered.join(", "),
          found: wanted,
          remedy: `Set the application's reply URL (web.redirectUris) to ${wanted}`,
        },
      );
    },
  },
  {
    name: "request-binding",
    rule: "ProtocolBinding, if there is one, is HTTP-POST.",
    source: `${codes}, AADSTS75003`,
    run(reading) {
      const { protocolBinding } = requestOf(reading);
      if (protocolBinding === undefined || protocolBinding === binding.post) return undefined;
      return refuse(reading, "SAML protocol response can't be sent via bindings other than HTTP POST.", {
        code: "AADSTS75003",
        expected: binding.post,
        found: protocolBinding,
        remedy: "Let the service ask for HTTP-POST: Entra ID answers in no other way.",
      });
    },
  },
  {
    name: "request-subject",
    rule: "It does not say whom to sign on: no Subject.",
    source: `${protocol}, Subject; ${codes}, AADSTS900236`,
    run(reading) {
      if (!requestOf(reading).hasSubject) return undefined;
      const text = "The SAML authentication request property 'Subject' is not supported and must not be set.";
      return refuse(reading, text, {
        code: "AADSTS900236",
        expected: "no Subject",
        found: "a Subject",
        remedy: "Let the service leave the Subject out; it may send login_hint in the URL instead.",
      });
    },
  },
  {
    name: "request-name-id-policy",
    rule: "The Format of NameIDPolicy, if there is one, is persistent, emailAddress, unspecified or transient.",
    source: `${protocol}, NameIDPolicy; ${codes}, AADSTS75016`,
    run(reading) {
      const { nameIdFormat: wanted } = requestOf(reading);
      const known: readonly string[] = Object.values(nameIdFormat);
      if (wanted === undefined || known.includes(wanted)) return undefined;
      return refuse(reading, "SAML2 Authentication Request has invalid NameIdPolicy.", {
        code: "AADSTS75016",
        expected: `one of ${known.join(", ")}`,
        found: wanted,
        remedy: "Let the service ask for one of these formats, or for none.",
      });
    },
  },
  {
    name: "request-authn-context",
    rule: "RequestedAuthnContext, if there is one, is compared exactly and has a class that a sign-in with a password is.",
    source: `${protocol}, RequestedAuthnContext; ${codes}, AADSTS75011. Entra ID compares after the sign-in; the code for another Comparison is unverified, and so is that PasswordProtectedTransport, which is not in the document's list, is met by a password`,
    run(reading) {
      const { requestedAuthnContext: wanted } = requestOf(reading);
      if (!wanted) return undefined;
      const { comparison, classes } = wanted;
      if (comparison === "exact" && classes.some((name) => passwordClasses.includes(name))) return undefined;
      const names = classes.map((name) => name.slice(name.lastIndexOf(":") + 1)).join(", ");
      return refuse(
        reading,
        "Authentication method 'Password' by which the user authenticated with the service doesn't match requested " +
          `authentication method '${names}'. Contact the ${reading.application?.displayName ?? ""} application owner.`,
        {
          code: "AADSTS75011",
          expected: `Comparison exact, and one of ${passwordClasses.join(", ")}`,
          found: `Comparison ${comparison}, and ${classes.join(", ") || "no AuthnContextClassRef"}`,
          remedy: "Let the service leave RequestedAuthnContext out.",
        },
      );
    },
  },
  {
    name: "request-passive",
    rule: "It lets the user be asked: the sandbox remembers nobody who signed in before.",
    source: `${protocol}, AuthnRequest: IsPassive; XML Schema, boolean; ${codes}, AADSTS50058, and AADSTS75005 [unverified] for what is no boolean`,
    run(reading) {
      const isPassive = requestOf(reading).isPassive?.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "") ?? "false";
      if (isPassive === "false" || isPassive === "0") return undefined;
      if (isPassive !== "true" && isPassive !== "1") {
        return refuse(reading, "The request is not a valid Saml2 protocol message.", {
          code: "AADSTS75005",
          expected: "IsPassive as true or false",
          found: `IsPassive: ${isPassive}`,
          remedy: "The fault is the service's: nothing in the application can mend it.",
        });
      }
      return refuse(reading, "Session information is not sufficient for single-sign-on.", {
        code: "AADSTS50058",
        expected: "IsPassive: false",
        found: `IsPassive: ${isPassive}`,
        remedy: "Let the service ask again without IsPassive, as it must where nobody is signed in.",
      });
    },
  },
];
