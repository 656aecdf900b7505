import type { SamlExchange } from "../../../saml/checks/exchange";
import { messageOf } from "../../../saml/checks/exchange";
import type { CloudSsoDirectory, DirectoryUser } from "../model/state";
import { openRequest, type PendingRequest } from "./request";

/** A response that was posted to a directory: the generic exchange, whose directory it is, and what the browser sent along. */
export interface CloudSsoExchange extends SamlExchange {
  readonly directory: CloudSsoDirectory;
  readonly cookies: ReadonlyMap<string, string>;
  /** user-exists */
  user?: DirectoryUser;
}

/** The directory's own request that the response answers, if there is one. */
export function answeredRequest(exchange: CloudSsoExchange): (PendingRequest & { readonly id: string }) | undefined {
  const { inResponseTo: id } = messageOf(exchange).shell;
  const pending = openRequest(exchange.directory, id, exchange.now);
  return pending && id !== undefined ? { ...pending, id } : undefined;
}
