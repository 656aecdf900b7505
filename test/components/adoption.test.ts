import assert from "node:assert/strict";
import { updateApplication } from "../../sandbox/entra/model/applications";
import type { AppRole } from "../../sandbox/entra/model/types";
import { appRoleValues, found, makeApplication, sessionsOf, type EnterpriseApplication } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { RunFailed } from "../support/runtime";
import { changedConfig, up, type Deployment } from "../support/stack";

const account = "1871250227220000";
const identifier = "urn:alibaba:cloudcomputing:international";
const replyUrl = "https://signin.alibabacloud.com/saml-role/sso";
const otherIdentifier = "urn:contoso:other";
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

describeSandbox("An application that serves others as well", { fresh: "test" }, (sandbox) => {
  for (const [what, present, named] of [
    ["reply URL", { web: { redirectUris: [otherReplyUrl, replyUrl] } }, /reply URL https:\/\/sso\.contoso\.com\/acs;/],
    ["identifier", { identifierUris: [otherIdentifier, identifier] }, /identifier urn:contoso:other;/],
  ] as const) {
    it(`can't be adopted while it has another ${what}: which one Entra then takes is not for us to decide`, async () => {
      const { application, principal } = makeApplication(sandbox(), "Made by hand");
      principal.preferredSingleSignOnMode = "saml";
      updateApplication(sandbox().entra.tenant, application, present);
      const before = structuredClone({ application, principal });
      const config = changedConfig("dev", { application: { adopt: { objectId: application.id }, kind: "gallery" } });
      await assert.rejects(up(sandbox(), config), (error) => {
        assert.ok(error instanceof RunFailed);
        assert.match(error.message, /has 1 fault; nothing was changed\n\n {2}roleSso\.alibaba\.application\.adopt\n/);
        assert.match(error.message, named);
        assert.deepEqual(
          error.run.registrations.map(({ type }) => type),
          ["pulumi:pulumi:Stack"],
        );
        return true;
      });
      assert.deepEqual({ application, principal }, before);
    });
  }
});
