import { messageOf, type SamlExchange } from "../saml/checks/exchange";
import { openRequest } from "./model/requests";
import type { PostedForm } from "../core/postedForm";
import type { PendingRequest, ServiceRecord } from "./model/state";

/** A response that was posted to a service: the generic exchange, and what came with it. */
export interface ServiceExchange extends SamlExchange {
  readonly service: ServiceRecord;
  readonly relayState?: string;
  readonly cookies: ReadonlyMap<string, string>;
  readonly form: PostedForm;
}

/** The service's own request that the response answers, if there is one. */
export const answeredRequest = (exchange: ServiceExchange): (PendingRequest & { readonly id: string }) | undefined => {
  const { inResponseTo: id } = messageOf(exchange).shell;
  const pending = openRequest(exchange.service, id, exchange.now, exchange.expected.recipient);
  return pending && id !== undefined ? { ...pending, id } : undefined;
};
