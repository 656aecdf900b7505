import type { Check } from "../../../core/checks";
import { binding, nameIdFormat } from "../../../saml/constants";
import { saml2Url } from "../../clouds";
import { unknownApplication } from "../../login/token";
import type { Tenant } from "../../model/tenant";
import type { Application } from "../../model/types";
import { documents, refuse, requestOf, type RequestReading } from "./reading";

const { codes, protocol } = documents;

/** Everything by which this endpoint may be called. */
const endpoints = ({ cloud, id, data }: Tenant): string[] =>
  [cloud.login, ...cloud.loginAliases].flatMap((login) =>
    [id, ...data.domains].map((name) => saml2Url({ ...cloud, login }, name)),
  );

/** Service principal names: the identifiers of an application, and its client id. */
const named = ({ data }: Tenant, issuer: string): Application[] =>
  data.applications.filter(({ appId, identifierUris }) => appId === issuer || identifierUris.includes(issuer));

/** Identifiers of the tenant's applications, for who has to find out which was meant. */
function identifiers({ data }: Tenant): string {
  const all = data.applications.flatMap(({ identifierUris }) => identifierUris);
  return all.length === 0 ? "there is none" : all.join(", ");
}

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
    name: "request-passive",
    rule: "It lets the user be asked: the sandbox remembers nobody who signed in before.",
    source: `${protocol}, AuthnRequest: IsPassive; ${codes}, AADSTS50058`,
    run(reading) {
      const { isPassive } = requestOf(reading);
      if (isPassive !== "true" && isPassive !== "1") return undefined;
      return refuse(reading, "Session information is not sufficient for single-sign-on.", {
        code: "AADSTS50058",
        expected: "IsPassive: false",
        found: `IsPassive: ${isPassive}`,
        remedy: "Let the service ask again without IsPassive, as it must where nobody is signed in.",
      });
    },
  },
];
