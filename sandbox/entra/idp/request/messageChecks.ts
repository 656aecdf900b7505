import type { Check } from "../../../core/checks";
import { instant } from "../../../saml/checks/exchange";
import { deflateEncoding } from "../../../saml/constants";
import { decodePost, decodeRedirect, readAuthnRequest } from "../../../saml/request";
import { XmlError } from "../../../saml/xml";
import { saml2Url } from "../../clouds";
import { tenantRefusal } from "../checks";
import { documents, refuse, requestOf, type RequestReading } from "./reading";

const { codes, protocol } = documents;
const invalidMessage = "The request is not a valid Saml2 protocol message.";

/** Runs what decodes or parses: why it could not, if it could not. */
function reasonOf(read: () => void): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof XmlError) return error.message;
    throw error;
  }
}

const urlEncoded = "application/x-www-form-urlencoded";

function parameterFault({ repeated, isResponse, samlEncoding, contentType }: RequestReading) {
  const mediaType = contentType?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== urlEncoded) return [urlEncoded, contentType ?? ""] as const;
  if (repeated.length > 0) return ["each parameter once", `more than one ${repeated.join(", ")}`] as const;
  if (isResponse) return ["a SAMLRequest alone", "a SAMLResponse beside it"] as const;
  if (samlEncoding === undefined || samlEncoding === deflateEncoding) return undefined;
  return [`SAMLEncoding ${deflateEncoding}, or none`, samlEncoding] as const;
}

/** Whether there is a request at all, and one of SAML 2.0. */
export const messageChecks: readonly Check<RequestReading>[] = [
  {
    name: "tenant",
    rule: "The URL names this tenant: by its id or one of its domains.",
    source: `${codes}, AADSTS90002`,
    run(reading) {
      const refusal = tenantRefusal(reading.tenant, reading.tenantName);
      const remedy = `Enter the application's Login URL at the service: ${saml2Url(reading.tenant.cloud, reading.tenant.id)}`;
      return refusal && refuse(reading, refusal.message, { ...refusal.refusal, remedy });
    },
  },
  {
    name: "request-present",
    rule: "There is one SAMLRequest.",
    source: `${codes}, AADSTS750054`,
    run(reading) {
      const { length } = reading.encoded;
      if (length === 1) return undefined;
      return refuse(
        reading,
        "SAMLRequest or SAMLResponse must be present as query string parameters in HTTP request for SAML Redirect binding.",
        {
          code: "AADSTS750054",
          expected: "one SAMLRequest",
          found: length === 0 ? "none" : String(length),
          remedy: "Begin at the service's login address (the application's Sign on URL), or at the user access URL.",
        },
      );
    },
  },
  {
    name: "request-parameters",
    rule: "Nothing is sent twice, no SAMLResponse beside the request, a form is url-encoded, a URL's message is deflated.",
    source: "SAML 2.0 bindings, 3.4.4 and 3.5.4; that Entra ID minds, and the code, are unverified",
    run(reading) {
      const [expected, found] = parameterFault(reading) ?? [];
      if (expected === undefined) return undefined;
      return refuse(reading, invalidMessage, {
        code: "AADSTS75005",
        expected,
        found: found ?? "",
        remedy: "The fault is the service's: nothing in the application can mend it.",
      });
    },
  },
  {
    name: "request-encoding",
    rule: "It is base64; in a URL, of a deflated text.",
    source: "SAML 2.0 bindings, 3.4.4.1 and 3.5.4; code AADSTS750056, unverified for a text that is not deflated",
    run(reading) {
      const [encoded = ""] = reading.encoded;
      const decode = reading.binding === "redirect" ? decodeRedirect : decodePost;
      const reason = reasonOf(() => (reading.xml = decode(encoded)));
      if (reason === undefined) return undefined;
      return refuse(reading, "SAML message was not properly base64-encoded.", {
        code: "AADSTS750056",
        expected: reading.binding === "redirect" ? "a deflated text in base64" : "a text in base64",
        found: reason,
        remedy: "The fault is the service's: nothing in the application can mend it.",
      });
    },
  },
  {
    name: "request-message",
    rule: "It is an AuthnRequest of SAML 2.0.",
    source: `${codes}, AADSTS75005`,
    run(reading) {
      const reason = reasonOf(() => (reading.request = readAuthnRequest(reading.xml ?? "")));
      const fault = reason ?? (requestOf(reading).version === "2.0" ? undefined : requestOf(reading).version);
      if (fault === undefined) return undefined;
      return refuse(reading, invalidMessage, {
        code: "AADSTS75005",
        expected: "an AuthnRequest, Version 2.0",
        found: fault === "" ? "no Version" : fault,
        remedy: "Single sign-on is all that this address does here; a service that sends anything else is wrong.",
      });
    },
  },
  {
    name: "request-id",
    rule: "ID is an XML name, which does not begin with a digit.",
    source: `${protocol}, AuthnRequest: ID; ${codes}, AADSTS7500529`,
    run(reading) {
      const { id } = requestOf(reading);
      if (/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(id)) return undefined;
      const text = `The value '${id}' is not a valid SAML ID. The ID must not begin with a number.`;
      return refuse(reading, text, {
        code: "AADSTS7500529",
        expected: "an ID that begins with a letter or an underscore",
        found: id === "" ? "none" : id,
        remedy: "The fault is the service's: a common way is an ID that is `id` and a GUID.",
      });
    },
  },
  {
    name: "request-instant",
    rule: "IssueInstant is a UTC time. How long ago it was does not count.",
    source: `${protocol}, AuthnRequest: IssueInstant: "doesn't evaluate or use the value"; the code is unverified`,
    run(reading) {
      const { issueInstant } = requestOf(reading);
      if (instant(issueInstant) !== undefined) return undefined;
      return refuse(reading, invalidMessage, {
        code: "AADSTS75005",
        expected: "IssueInstant as a UTC time",
        found: issueInstant === "" ? "none" : issueInstant,
        remedy: "The fault is the service's: nothing in the application can mend it.",
      });
    },
  },
];
