import assert from "node:assert/strict";
import { updateApplication } from "../../sandbox/entra/model/applications.js";
import type { AppRole } from "../../sandbox/entra/model/types.js";
import { appRoleValues, found, makeApplication, sessionsOf, type EnterpriseApplication } from "../support/clouds.js";
import { describeSandbox } from "../support/describeSandbox.js";
import { RunFailed } from "../support/runtime.js";
import { changedConfig, up, type Deployment } from "../support/stack.js";

const account = "1871250227220000";
const identifier = "urn:alibaba:cloudcomputing:international";
const replyUrl = "https://signin.alibabacloud.com/saml-role/sso";
const otherReplyUrl = "https://sso.contoso.com/acs";

const foreignRole: AppRole = {
  id: "0000ad03-0000-4000-8000-000000000000",
  displayName: "Made by hand",
  description: "Somebody needs it",
  value: "by-hand",
  allowedMemberTypes: ["User"],
  isEnabled: true,
  origin: "Application",
};

for (const [what, present] of [
  ["that is not set up at all", { identifierUris: [], redirectUris: [] }],
  ["that has Alibaba Cloud's identifier and reply URL", { identifierUris: [identifier], redirectUris: [replyUrl] }],
] as const) {
  describeSandbox(`An adopted application ${what}`, {}, (sandbox) => {
    let made: EnterpriseApplication;
    let deployment: Deployment;
    before(async () => {
      made = makeApplication(sandbox(), "Made by hand");
      const { application, principal } = made;
      principal.preferredSingleSignOnMode = "saml";
      principal.tags = [...principal.tags, "contoso:owner:platform"];
      updateApplication(sandbox().entra.tenant, application, {
        identifierUris: [...present.identifierUris],
        web: { redirectUris: [...present.redirectUris] },
        appRoles: [...application.appRoles, foreignRole],
      });
      deployment = await up(
        sandbox(),
        changedConfig("dev", { application: { adopt: { objectId: application.id }, kind: "gallery" } }),
      );
    });
    const options = (type: string) => {
      const found = deployment.registrations.filter((one) => one.type.endsWith(`:${type}`));
      return found.map(({ importId, retainOnDelete }) => ({ importId, retainOnDelete }));
    };

    it("is configured instead of made: there is no second one", () => {
      const { data } = sandbox().entra.tenant;
      assert.deepEqual(data.applications.map(({ displayName }) => displayName).sort(), ["Deployer", "Made by hand"]);
      assert.deepEqual(options("ApplicationFromTemplate"), []);
      assert.deepEqual(made.application.identifierUris, [identifier]);
    });
    it("keeps its tags and the app role that somebody else made", () => {
      assert.deepEqual(made.application.web.redirectUris, [replyUrl]);
      assert.ok(made.principal.tags.includes("contoso:owner:platform"), made.principal.tags.join());
      const kept = made.application.appRoles.find(({ id }) => id === foreignRole.id);
      assert.deepEqual(kept, foreignRole);
      assert.deepEqual(Object.keys(appRoleValues(sandbox(), made)).sort(), [
        "Admin,AzureADProd",
        "Auditor",
        "Made by hand",
        "User",
        "msiam_access",
      ]);
    });
    it("lets in who is assigned", async () => {
      const start = found(deployment.outputs.roleSso["alibaba"], "outputs").userAccessUrl;
      assert.deepEqual(await sessionsOf(sandbox(), "u2@contoso.com", start), [
        `${account}/AADrole as u2@contoso.com`,
        `${account}/auditor as u2@contoso.com`,
      ]);
    });
    it("outlives the stack, with its settings; what it has already is imported, not made again", () => {
      const { id } = made.application;
      const has = present.identifierUris.length > 0;
      const inBase64 = Buffer.from(identifier).toString("base64");
      assert.deepEqual(options("ApplicationIdentifierUri"), [
        { importId: has ? `/applications/${id}/identifierUris/${inBase64}` : "", retainOnDelete: true },
      ]);
      assert.deepEqual(options("ApplicationRedirectUris"), [
        { importId: has ? `/applications/${id}/redirectUris/Web` : "", retainOnDelete: true },
      ]);
      assert.deepEqual(options("ServicePrincipal"), [{ importId: "", retainOnDelete: true }]);
    });
    it("loses what the stack made: app roles and assignments are not retained", () => {
      for (const type of ["ApplicationAppRole", "AppRoleAssignment"]) {
        assert.ok(options(type).length > 0);
        assert.ok(
          options(type).every(({ retainOnDelete }) => !retainOnDelete),
          type,
        );
      }
    });
  });
}

describeSandbox("An adopted application that other services use as well", { fresh: "test" }, (sandbox) => {
  function used(redirectUris: string[]): [EnterpriseApplication, ReturnType<typeof changedConfig>] {
    const made = makeApplication(sandbox(), "Made by hand");
    updateApplication(sandbox().entra.tenant, made.application, { web: { redirectUris } });
    return [made, changedConfig("dev", { application: { adopt: { objectId: made.application.id }, kind: "gallery" } })];
  }

  it("keeps their reply URLs", async () => {
    const [{ application }, config] = used([otherReplyUrl, replyUrl]);
    await up(sandbox(), config);
    assert.deepEqual(application.web.redirectUris, [otherReplyUrl, replyUrl]);
  });

  it("must have Alibaba Cloud's too: the provider can't add to a list that it doesn't own", async () => {
    const [{ application }, config] = used([otherReplyUrl]);
    await assert.rejects(up(sandbox(), config), (error) => {
      assert.ok(error instanceof RunFailed);
      assert.match(
        error.message,
        /roleSso\.alibaba\.application\.adopt\n.*\n.*reply URL https:\/\/signin\.alibabacloud/,
      );
      assert.deepEqual(
        error.run.registrations.map(({ type }) => type),
        ["pulumi:pulumi:Stack"],
      );
      return true;
    });
    assert.deepEqual(application.web.redirectUris, [otherReplyUrl]);
  });
});
