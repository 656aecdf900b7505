import assert from "node:assert/strict";
import { applicationNamed, found, sessionsOf, signOnAs } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { changedConfig, up, type Deployment } from "../support/stack";

const account = "1871250227220000";
const attributes = "https://www.aliyun.com/SAML-Role/Attributes";

describe("Claims", () => {
  describeSandbox("of a gallery application with session settings", {}, (sandbox) => {
    let deployment: Deployment;
    before(async () => {
      deployment = await up(
        sandbox(),
        changedConfig("dev", { session: { nameAttribute: "onpremisessamaccountname" } }),
      );
    });
    const start = () => found(deployment.outputs.roleSso["alibaba"], "outputs").userAccessUrl;

    it("are complete: the policy replaces the gallery's own, so it names the roles too", () => {
      const [policy] = sandbox().entra.tenant.data.claimsMappingPolicies;
      const { ClaimsMappingPolicy } = JSON.parse(policy?.definition[0] ?? "") as {
        ClaimsMappingPolicy: { ClaimsSchema: unknown };
      };
      assert.deepEqual(ClaimsMappingPolicy.ClaimsSchema, [
        { Source: "user", ID: "assignedroles", SamlClaimType: `${attributes}/Role` },
        { Source: "user", ID: "onpremisessamaccountname", SamlClaimType: `${attributes}/RoleSessionName` },
      ]);
      assert.deepEqual(applicationNamed(sandbox(), "Alibaba Cloud (dev)").principal.claimsMappingPolicies, [
        policy?.id,
      ]);
    });
    it("let users in under the chosen name", async () => {
      assert.deepEqual(await sessionsOf(sandbox(), "b.simon@contoso.com", start()), [
        `${account}/AADrole as bsimon`,
        `${account}/auditor as bsimon`,
      ]);
    });
    it("ask for no duration that nobody configured: the role's own holds", async () => {
      const { facts } = await signOnAs(sandbox(), "b.simon@contoso.com", start());
      assert.equal(facts["session-duration"], "3600");
    });
  });

  describeSandbox("of an application of one's own without session settings", {}, (sandbox) => {
    it("are explicit, as such an application has none by itself", async () => {
      const { outputs } = await up(sandbox(), changedConfig("dev", { application: { kind: "custom" } }));
      const start = found(outputs.roleSso["alibaba"], "outputs").userAccessUrl;
      assert.equal(sandbox().entra.tenant.data.claimsMappingPolicies.length, 1);
      assert.deepEqual(await sessionsOf(sandbox(), "u2@contoso.com", start), [
        `${account}/AADrole as u2@contoso.com`,
        `${account}/auditor as u2@contoso.com`,
      ]);
    });
  });
});
