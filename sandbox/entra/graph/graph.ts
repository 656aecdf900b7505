import { Hono } from "hono";
import { CloudError } from "../../core/cloudError";
import type { Handler } from "../../core/world";
import { readToken } from "../login/accessToken";
import { badRequest, notInSandbox } from "../model/errors";
import { same, type Tenant } from "../model/tenant";
import type { Provisioning } from "../provisioning/provisioning";
import { denied, type Caller, type GraphCall, type GraphReply } from "./call";
import { errorResponse } from "./errors";
import { withFaults } from "./faults";
import { Query, type Version } from "./odata";
import { routes, type Permissions, type Route } from "./registry";

const versions: readonly Version[] = ["v1.0", "beta"];

/** What happens to one request, for the journal. */
interface Trail {
  action: string;
  caller: string;
}

/** Microsoft Graph: finds the route, asks who calls and whether it may, and answers; the one place where errors end. */
export const graphHandler = (tenant: Tenant, provisioning: Provisioning): Handler =>
  withFaults(tenant, (seen) => healthyGraph(seen, provisioning));

function healthyGraph(tenant: Tenant, provisioning: Provisioning): Handler {
  const app = new Hono();
  for (const version of versions) {
    for (const route of routes) {
      app.on(route.method, honoPath(version, route.path), (context) =>
        journalled(tenant, (trail) => {
          trail.action = `${route.method} /${version}${route.path}`;
          return serve({ tenant, provisioning }, route, version, context.req.raw, context.req.param(), trail);
        }),
      );
    }
  }
  app.all("*", (context) =>
    journalled(tenant, (trail) => {
      const { pathname } = new URL(context.req.url);
      trail.action = `${context.req.method} ${pathname}`;
      trail.caller = readToken(tenant, context.req.raw).clientId;
      throw notInSandbox(`Microsoft Graph ${trail.action}`);
    }),
  );
  return (request) => app.fetch(withoutDoubleSlashes(request));
}

const honoPath = (version: Version, path: string): string => `/${version}${path.replace(/\{(\w+)\}/g, ":$1")}`;

/** Microsoft's own SDK calls `/v1.0//applications`. */
function withoutDoubleSlashes(request: Request): Request {
  const url = new URL(request.url);
  if (!url.pathname.includes("//")) return request;
  url.pathname = url.pathname.replace(/\/{2,}/g, "/");
  return new Request(url, request);
}

async function serve(
  { tenant, provisioning }: Pick<GraphCall, "tenant" | "provisioning">,
  route: Route,
  version: Version,
  request: Request,
  params: Readonly<Record<string, string>>,
  trail: Trail,
): Promise<GraphReply> {
  const caller = readToken(tenant, request);
  trail.caller = caller.clientId;
  permit(tenant, route, caller, params["id"]);
  return route.handler({
    tenant,
    provisioning,
    caller,
    query: new Query(new URL(request.url), version, request.headers.get("ConsistencyLevel") === "eventual"),
    request,
    param: (name) => {
      const value = params[name];
      if (value === undefined) throw badRequest(`no ${name} in ${route.path}`);
      return value;
    },
  });
}

async function journalled(tenant: Tenant, run: (trail: Trail) => GraphReply | Promise<GraphReply>): Promise<Response> {
  const { journal } = tenant.context;
  const trail: Trail = { action: "?", caller: "anonymous" };
  try {
    const { status, body } = await run(trail);
    journal.add({ service: "graph", ...trail, outcome: "ok" });
    return body === undefined ? new Response(null, { status }) : Response.json(body, { status });
  } catch (error) {
    const refusal = error instanceof CloudError ? error : fault(error);
    const { code: outcome, message, detail } = refusal;
    journal.add({ service: "graph", ...trail, outcome, detail: { message, ...detail } });
    return errorResponse(tenant.context, refusal);
  }
}

/** A mistake in the sandbox itself. Not a 500: clients would try that again and again. */
const fault = (error: unknown): CloudError =>
  new CloudError("NotImplemented", `The sandbox failed: ${String(error)}`, {
    stack: error instanceof Error ? error.stack : undefined,
  });

/** Whether the caller may use the route at all. */
function permit(tenant: Tenant, { permissions, path, method }: Route, caller: Caller, id = ""): void {
  const granted = permissions.filter((alternative) =>
    [alternative].flat().every((name) => caller.permissions.includes(name)),
  );
  if (permissions.length > 0 && granted.length === 0) throw denied({ missing: describe(permissions) });
  const onlyOwned =
    granted.length > 0 && granted.every((one) => [one].flat().includes("Application.ReadWrite.OwnedBy"));
  if (onlyOwned && method !== "GET" && !owns(tenant, path, caller, id)) {
    throw denied({ missing: "ownership, or Application.ReadWrite.All", object: id });
  }
}

const describe = (permissions: Permissions): string =>
  permissions.map((alternative) => [alternative].flat().join(" and ")).join(", or ");

/** Whether the caller owns the application or service principal that the path names. */
function owns({ data }: Tenant, path: string, { objectId }: Caller, id: string): boolean {
  const owned = path.startsWith("/applications/{id}")
    ? data.applications
    : path.startsWith("/servicePrincipals/{id}")
      ? data.servicePrincipals
      : undefined;
  // An object that does not exist is reported as such later.
  return owned?.find((object) => same(object.id, id))?.owners.includes(objectId) ?? true;
}
