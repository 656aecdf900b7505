import assert from "node:assert/strict";
import { createScimCredential } from "../../../sandbox/alibaba/cloudsso/model/scimCredentials";
import type { Sandbox } from "../../../sandbox/sandbox";
import { makeDirectory } from "../../support/openApi";
import { notFound, type Graph } from "./api";

const customTemplate = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/** Synchronization to CloudSSO's SCIM endpoint. */
export function synchronizationCalls(graph: () => Graph, sandbox: () => Sandbox): void {
  describe("synchronization", () => {
    let base: string;
    let principal: string;
    let application: string;

    before(async () => {
      const made = await graph().ok(`POST /applicationTemplates/${customTemplate}/instantiate`, {
        displayName: "SCIM",
      });
      principal = String(made["servicePrincipal"]?.["id"]);
      application = String(made["application"]?.["id"]);
      base = `/servicePrincipals/${principal}/synchronization`;
    });
    after(async () => {
      await graph().ok(`DELETE /applications/${application}`);
    });

    it("saves secrets, makes a job, changes its schema, starts, pauses, restarts and deletes it", async () => {
      const { alibaba } = sandbox();
      const directory = makeDirectory(sandbox(), "graph-client");
      directory.scimStatus = "Enabled";
      const { secret } = createScimCredential(alibaba.cloud, directory);
      const secrets = [
        { key: "BaseAddress", value: "https://cloudsso-scim-cn-shanghai.aliyun.com/scim/v2" },
        { key: "SecretToken", value: secret },
      ];
      const templates = await graph().all(`${base}/templates`);
      assert.ok(templates.some(({ id }) => id === "scim"));
      await graph().ok(`GET ${base}/templates/scim`);
      await graph().ok(`PUT ${base}/secrets`, { value: secrets });
      assert.deepEqual(
        (await graph().all(`${base}/secrets`)).map(({ key }) => key),
        ["BaseAddress", "SecretToken"],
      );
      const { id } = await graph().ok(`POST ${base}/jobs`, { templateId: "scim" });
      const job = `${base}/jobs/${String(id)}`;
      await graph().ok(`POST ${job}/validateCredentials`, { credentials: secrets });
      const { "@odata.context": _, ...schema } = await graph().ok(`GET ${job}/schema`);
      await graph().ok(`PUT ${job}/schema`, schema);
      const ruleId = schema["synchronizationRules"]?.[0]?.["id"];
      const subject = (await graph().ok("GET /users/carol@contoso.com?$select=id"))["id"];
      const parameters = [{ ruleId, subjects: [{ objectId: subject, objectTypeName: "User" }] }];
      const { key } = await graph().ok(`POST ${job}/provisionOnDemand`, { parameters });
      assert.match(String(key), /"result":"Skipped"/);

      const state = async () => (await graph().ok(`GET ${job}`))["schedule"]?.["state"];
      await graph().ok(`POST ${job}/start`);
      assert.equal(await state(), "Active");
      await graph().ok(`POST ${job}/pause`);
      assert.equal(await state(), "Paused");
      await graph().ok(`POST ${job}/restart`, { criteria: { resetScope: "Watermark, Full" } });
      assert.equal((await graph().all(`${base}/jobs`)).length, 1);
      await graph().ok(`DELETE ${job}`);
      await graph().refused(notFound, `GET ${job}`);
    });
  });
}
