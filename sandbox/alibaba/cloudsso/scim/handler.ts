import { Hono, type Context } from "hono";
import { CloudError } from "../../../core/cloudError";
import type { SandboxContext } from "../../../core/context";
import type { Handler } from "../../../core/world";
import type { Cloud } from "../../model/cloud";
import { findAccess, requireAccess } from "./access";
import { describeSchema, describeType, serviceProviderConfig } from "./discovery";
import { encodeError, fault, scimJson } from "./errors";
import { groups } from "./groups";
import { pageOf, readBody, type Body, type ResourceType, type ScimCall } from "./resources";
import { isRecord } from "./patch";
import { users } from "./users";

export const scimHost = (region: string): string => `cloudsso-scim-${region}.aliyun.com`;

const prefix = "/scim/v2";
const types = [users, groups];

/**
 * The SCIM 2.0 endpoint of a region (RFC 7643, RFC 7644; "SCIM 2.0 operations that are supported by CloudSSO"). One error
 * boundary, and every request is journalled.
 */
export function serveScim(context: SandboxContext, cloud: Cloud, region: string): Handler {
  const base = `https://${scimHost(region)}${prefix}`;
  const app = new Hono();

  type Deed = (call: ScimCall, c: Context) => Response | Promise<Response>;
  const open = (deed: Deed) => async (c: Context) => {
    const access = findAccess(cloud, region, c.req.header("authorization") ?? null);
    const note = {
      service: "scim",
      action: `${c.req.method} ${new URL(c.req.url).pathname}`,
      caller: access?.credential.credentialId ?? "anonymous",
    };
    const detail = access && { directoryId: access.directory.directoryId };
    try {
      const { directory } = requireAccess(cloud, access);
      const response = await deed({ cloud, directory, base, query: new URL(c.req.url).searchParams }, c);
      context.journal.add({ ...note, outcome: "ok", detail });
      return response;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      context.journal.add({
        ...note,
        outcome: error.code,
        detail: { ...detail, message: error.message, ...error.detail },
      });
      return encodeError(error);
    }
  };

  app.get(
    `${prefix}/ServiceProviderConfig`,
    open(() => scimJson(200, serviceProviderConfig(base))),
  );
  describe("ResourceTypes", (type) => type.name, describeType);
  describe("Schemas", (type) => type.schema, describeSchema);
  for (const type of types) {
    const path = `${prefix}/${type.endpoint}`;
    const one = (run: (call: ScimCall, id: string, c: Context) => Promise<unknown>) =>
      open(async (call, c) => scimJson(200, await run(call, c.req.param("id") ?? "", c)));
    app.get(
      path,
      open((call) => scimJson(200, pageOf(call.query, type.list(call)))),
    );
    app.post(
      path,
      open(async (call, c) => {
        const { id, resource } = type.create(call, readBody(await jsonOf(c), type.schema));
        return scimJson(201, resource, { location: `${base}/${type.endpoint}/${id}` });
      }),
    );
    app.get(
      `${path}/:id`,
      one((call, id) => Promise.resolve(type.get(call, id))),
    );
    app.put(
      `${path}/:id`,
      one(async (call, id, c) => type.replace(call, id, readBody(await jsonOf(c), type.schema))),
    );
    app.patch(
      `${path}/:id`,
      one(async (call, id, c) => type.patch(call, id, await jsonOf(c))),
    );
    app.delete(
      `${path}/:id`,
      open((call, c) => {
        type.remove(call, c.req.param("id") ?? "");
        return new Response(null, { status: 204 });
      }),
    );
  }
  app.all(
    "*",
    open((_call, c) => {
      throw new CloudError("NotFound", `There is no ${c.req.method} ${c.req.path}.`);
    }),
  );
  return (request) => app.fetch(request);

  function describe(
    path: string,
    key: (type: ResourceType) => string,
    encode: (base: string, type: ResourceType) => unknown,
  ) {
    app.get(
      `${prefix}/${path}`,
      open(({ query }) =>
        scimJson(
          200,
          pageOf(
            query,
            types.map((type) => encode(base, type)),
          ),
        ),
      ),
    );
    app.get(
      `${prefix}/${path}/:key`,
      open((_call, c) => {
        const type = types.find((candidate) => key(candidate) === c.req.param("key"));
        if (!type) throw new CloudError("NotFound", `There is no ${path} ${c.req.param("key") ?? ""}.`);
        return scimJson(200, encode(base, type));
      }),
    );
  }
}

/** RFC 7644, 3.1: `application/scim+json`, or plain JSON. */
async function jsonOf(c: Context): Promise<Body> {
  const type = c.req.header("content-type") ?? "";
  if (!/^application\/(scim\+)?json\b/.test(type))
    throw fault("invalidSyntax", "The content type must be application/scim+json.");
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    body = undefined;
  }
  if (!isRecord(body)) throw fault("invalidSyntax", "The request is not a JSON object.");
  return body;
}
