import type { SandboxContext } from "../core/context";
import { assertionOf, instant, sessionEnd } from "../saml/checks/exchange";
import { nameIdFormat } from "../saml/constants";
import type { Assertion } from "../saml/message";
import { answeredRequest, type ServiceExchange } from "./exchange";
import { memberRole, openSession } from "./model/sessions";
import type { ServiceSession } from "./model/state";

/** Opens the session of somebody whose response was accepted; returns the value of its cookie. All from the signed bytes. */
export function signIn(context: SandboxContext, exchange: ServiceExchange, newMemberRole?: string): string {
  const { service, now } = exchange;
  const assertion = assertionOf(exchange);
  const [nameId = { value: "" }] = assertion.nameIds;
  const role = newMemberRole === undefined ? undefined : memberRole(service, nameId.value, newMemberRole, now);
  return openSession(
    context,
    service,
    {
      name: nameId.value,
      ...(role !== undefined && { role }),
      nameId: nameId.value,
      // Without a Format it is unspecified (SAML 2.0 core, 2.2.2).
      nameIdFormat: nameId.format ?? nameIdFormat.unspecified,
      startedAt: answeredRequest(exchange) ? "the service" : "the identity provider",
      claims: claimsOf(assertion),
    },
    instant(sessionEnd(assertion)),
  );
}

/** One entry for each name, however often it stands there. */
function claimsOf({ attributes }: Assertion): ServiceSession["claims"] {
  const names = [...new Set(attributes.map(({ name }) => name))];
  return names.map((name) => ({
    name,
    values: attributes.filter((attribute) => attribute.name === name).flatMap(({ values }) => values),
  }));
}
