import type { Strikes } from "../../core/settings";
import { CloudError } from "../../core/cloudError";
import { LostReply } from "../../core/lostReply";
import type { Handler } from "../../core/world";
import { Replica } from "../../faults/replica";
import { Striker } from "../../faults/striker";
import { Tenant } from "../model/tenant";
import type { EntraState } from "../model/types";
import { errorResponse } from "./errors";

/** How Graph words what it can't do now ("Microsoft Graph throttling guidance", "Error responses and resource types"). */
const refusals = {
  throttled: new CloudError("TooManyRequests", "Too many requests. Please retry after the time that Retry-After says."),
  unavailable: new CloudError("ServiceUnavailable", "The service is temporarily unavailable. Please retry later."),
} as const;

/** Seconds that a throttled caller is told to wait. */
const retryAfter = "1";

/**
 * Microsoft Graph on a bad day: the only place between its network and its model where calls go wrong as `Behaviour.strikes` says.
 * `serve` makes the handler of a tenant: the present one, or what a replica of it still holds.
 */
export function withFaults(tenant: Tenant, serve: (tenant: Tenant) => Handler): Handler {
  const { context } = tenant;
  const striker = new Striker(context.behaviour.strikes);
  const replica = new Replica<EntraState>();
  const present = serve(tenant);

  const note = (action: string, outcome: string, detail: Readonly<Record<string, string>>) =>
    context.journal.add({ service: "graph", action, caller: "network", outcome, detail });
  const refuse = (failure: keyof typeof refusals, call: string): Response => {
    const { code: outcome, message } = refusals[failure];
    note(call, outcome, { fault: failure, message });
    const response = errorResponse(context, refusals[failure]);
    if (failure === "throttled") response.headers.set("retry-after", retryAfter);
    return response;
  };
  const write = async (request: Request, path: string, strike: Strikes): Promise<Response> => {
    const before = structuredClone(tenant.data);
    const response = await present(request);
    note(`${request.method} ${path}`, "ok", { fault: "stale" });
    if (response.ok) replica.wrote(before, await touchedBy(request.method, path, response), strike.reads ?? 1);
    return response;
  };
  /** What a replica answers, unless it knows as much as is asked for. */
  const fromReplica = async (request: Request, path: string): Promise<Response | undefined> => {
    const isRead = request.method === "GET";
    const state = replica.seenBy((touched) => isOf(path, touched) || (isRead && isIn(touched, path)));
    if (!state) return undefined;
    const response = await serve(new Tenant(isRead ? state : structuredClone(state), context))(request.clone());
    // A write of what the replica knows goes on to where writes are done.
    return isRead || response.status === 404 ? response : undefined;
  };

  return async (request) => {
    const path = pathOf(request);
    const call = `${request.method} ${path.replace(uuids, "{id}")}`;
    const strike = striker.strike(call);
    switch (strike?.failure) {
      case "throttled":
      case "unavailable":
        return refuse(strike.failure, call);
      case "reset":
        await present(request);
        note(call, "ConnectionReset", { fault: "reset" });
        return new LostReply();
      case "stale":
        return (await fromReplica(request, path)) ?? write(request, path, strike);
      case undefined:
        return (await fromReplica(request, path)) ?? present(request);
    }
  };
}

const uuids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Below the version. */
const pathOf = ({ url }: Request): string =>
  new URL(url).pathname.replace(/\/{2,}/g, "/").replace(/^\/(v1\.0|beta)(?=\/)/, "");

/** Whether a path is that object, or something of it. */
const isOf = (path: string, object: string): boolean => path === object || path.startsWith(`${object}/`);

/** Whether an object is listed there. */
const isIn = (object: string, list: string): boolean => object.slice(0, object.lastIndexOf("/")) === list;

/** What a successful write has made or changed, as the paths under which it is read. */
async function touchedBy(method: string, path: string, response: Response): Promise<string[]> {
  if (method !== "POST") return [path.replace(/(\/[^/]+)?\/\$ref$/, "")];
  const made = response.status === 204 ? {} : ((await response.clone().json()) as Made);
  // Instantiating a template makes two.
  if (made.application && made.servicePrincipal)
    return [`/applications/${made.application.id}`, `/servicePrincipals/${made.servicePrincipal.id}`];
  return [made.id === undefined ? path.slice(0, path.lastIndexOf("/")) : `${path}/${made.id}`];
}

interface Made {
  readonly id?: string;
  readonly application?: { readonly id: string };
  readonly servicePrincipal?: { readonly id: string };
}
