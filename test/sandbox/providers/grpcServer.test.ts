import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { startStandIns, type StandIns } from "../../../sandbox/providers/standIns";
import { unknownValue } from "../../../sandbox/providers/values";
import { Clouds, customTemplate } from "./support";

type Answer<Reply> = (error: grpc.ServiceError | null, reply: Reply) => void;

/** A connection of an engine. */
class Connection {
  readonly client: ResourceProviderClient;

  constructor(standIns: StandIns, name: string) {
    const port = new RegExp(`${name}:(\\d+)`).exec(standIns.debugProviders)?.[1] ?? "";
    // Without this two clients of one process would share a connection.
    const options = { "grpc.use_local_subchannel_pool": 1 };
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
  }

  #call<Reply>(work: (answer: Answer<Reply>) => unknown): Promise<Reply> {
    return new Promise((resolve, reject) => {
      work((error, reply) => (error ? reject(error) : resolve(reply)));
    });
  }

  async configure(variables: Record<string, string> = {}): Promise<this> {
    const request = new messages.ConfigureRequest();
    for (const [key, value] of Object.entries(variables)) request.getVariablesMap().set(key, value);
    const reply = await this.#call<messages.ConfigureResponse>((answer) => this.client.configure(request, answer));
    assert.equal(reply.getAcceptsecrets(), false);
    return this;
  }

  create(urn: string, properties: Record<string, JavaScriptValue>, preview = false): Promise<messages.CreateResponse> {
    const request = new messages.CreateRequest();
    request.setUrn(urn).setProperties(Struct.fromJavaScript(properties)).setPreview(preview);
    return this.#call<messages.CreateResponse>((answer) => this.client.create(request, answer));
  }

  invoke(token: string, inputs: Record<string, JavaScriptValue> = {}): Promise<messages.InvokeResponse> {
    const request = new messages.InvokeRequest().setTok(token).setArgs(Struct.fromJavaScript(inputs));
    return this.#call<messages.InvokeResponse>((answer) => this.client.invoke(request, answer));
  }

  info(): Promise<PluginInfo> {
    return this.#call<PluginInfo>((answer) => this.client.getPluginInfo(new Empty(), answer));
  }
}

const urn = (token: string) => `urn:pulumi:dev::project::my:component:Type$${token}::name`;
const template = "azuread:index/applicationFromTemplate:ApplicationFromTemplate";

describe("stand-ins over gRPC", () => {
  let clouds: Clouds;
  let standIns: StandIns;
  const open: Connection[] = [];
  const connect = (name: string) => {
    const connection = new Connection(standIns, name);
    open.push(connection);
    return connection;
  };
  before(async () => {
    clouds = await Clouds.open();
    standIns = await startStandIns(clouds.standInContext);
  });
  after(async () => {
    for (const { client } of open) client.close();
    await standIns.stop();
    await clouds.close();
  });

  it("say which packages they stand in for", () => {
    assert.match(standIns.debugProviders, /^azuread:\d+,alicloud:\d+,random:\d+$/);
    assert.deepEqual(
      standIns.versions.map(({ name, version }) => `${name} ${version}`),
      ["azuread 6.9.1", "alicloud 3.108.0", "random 4.21.2"],
    );
  });

  it("have the versions of the installed packages", () => {
    for (const { name, version } of standIns.versions) {
      const description: unknown = JSON.parse(readFileSync(require.resolve(`@pulumi/${name}/package.json`), "utf8"));
      assert.equal(version, (description as { version: string }).version, `@pulumi/${name}`);
    }
  });

  it("refuse a connection that never configured itself", async () => {
    await assert.rejects(
      connect("azuread").invoke("azuread:index/getClientConfig:getClientConfig"),
      /was not configured on this connection/,
    );
  });

  it("create for a component's child, whose type is the last of its URN", async () => {
    const azuread = await connect("azuread").configure();
    const reply = await azuread.create(urn(template), { displayName: "Over gRPC", templateId: customTemplate });
    assert.match(reply.getId(), /^\/applicationTemplates\//);
    assert.equal((reply.getProperties()?.toJavaScript() ?? {}).displayName, "Over gRPC");
  });

  it("answer previews with unknowns, and call nobody", async () => {
    const azuread = await connect("azuread").configure();
    clouds.calls();
    const reply = await azuread.create(urn(template), { displayName: unknownValue, templateId: customTemplate }, true);
    assert.deepEqual(reply.getProperties()?.toJavaScript(), {
      displayName: unknownValue,
      templateId: customTemplate,
      applicationId: unknownValue,
      applicationObjectId: unknownValue,
      servicePrincipalId: unknownValue,
      servicePrincipalObjectId: unknownValue,
    });
    assert.deepEqual(clouds.calls(), []);
  });

  it("tell two provider instances apart by their connections", async () => {
    const one = await connect("alicloud").configure({ "alicloud:config:accountId": "1" });
    const two = await connect("alicloud").configure({ "alicloud:config:accountId": "2" });
    const ids = await Promise.all(
      [one, two, one].map(async (each) =>
        (await each.invoke("alicloud:index/getAccount:getAccount")).getReturn()?.toJavaScript(),
      ),
    );
    assert.deepEqual(ids, [{ id: "1" }, { id: "2" }, { id: "1" }]);
  });

  it("pack what is half made into the error's details", async () => {
    const alicloud = await connect("alicloud").configure();
    clouds.breakWith((request) =>
      request.url.includes("GetRole")
        ? Response.json({ Code: "NoPermission", Message: "m" }, { status: 403 })
        : undefined,
    );
    const document = JSON.stringify({
      Version: "1",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["ecs.aliyuncs.com"] } }],
    });
    const made = alicloud.create(urn("alicloud:ram/role:Role"), {
      roleName: "half",
      assumeRolePolicyDocument: document,
    });
    await assert.rejects(made, (error: grpc.ServiceError) => {
      const details = error.metadata.get("grpc-status-details-bin").map(String).join("");
      assert.match(details, /pulumirpc\.ErrorResourceInitFailed/);
      assert.match(details, /half/);
      return true;
    });
    clouds.breakWith();
  });

  it("report what is wrong with a function's inputs as failures", async () => {
    const azuread = await connect("azuread").configure();
    const reply = await azuread.invoke("azuread:index/getUser:getUser", { colour: "red" });
    assert.match(reply.getFailuresList()[0]?.getReason() ?? "", /Invalid or unknown key/);
  });

  it("answer what an engine asks when it attaches", async () => {
    assert.equal((await connect("random").info()).getVersion(), "4.21.2");
  });
});
