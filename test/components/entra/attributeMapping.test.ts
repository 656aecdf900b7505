import assert from "node:assert/strict";
import { mapUserName } from "../../../components/entra/attributeMapping";
import { entraClouds } from "../../../components/entra/cloud";
import { instantiate, findTemplate } from "../../../sandbox/entra/model/templates";
import { describeSandbox } from "../../support/describeSandbox";
import { withGraph } from "../../support/graph";

interface Schema {
  readonly synchronizationRules: readonly {
    readonly objectMappings: readonly {
      readonly sourceObjectName: string;
      readonly attributeMappings: readonly {
        readonly targetAttributeName: string;
        readonly source: { readonly expression: string };
      }[];
    }[];
  }[];
}

describeSandbox("The mapping of a user's name", { fresh: "test" }, (sandbox) => {
  /** An application of one's own with a job, as the provider would have made it; and what its schema says of one target. */
  async function makeJob() {
    const { tenant } = sandbox().entra;
    const { servicePrincipal } = instantiate(tenant, findTemplate(tenant, tenant.cloud.customTemplateId), "Ours", []);
    const path = `/servicePrincipals/${servicePrincipal.id}/synchronization/jobs`;
    return withGraph(sandbox(), async (graph) => {
      await graph.post(path, { templateId: "scim" });
      const { value } = await graph.get<{ value: readonly { readonly id: string }[] }>(path);
      const jobId = value[0]?.id ?? assert.fail("no job");
      const sourceOf = async (target: string) => {
        const { synchronizationRules } = await withGraph(sandbox(), (one) =>
          one.get<Schema>(`${path}/${jobId}/schema`),
        );
        return synchronizationRules
          .flatMap(({ objectMappings }) => objectMappings)
          .filter(({ sourceObjectName }) => sourceObjectName === "User")
          .flatMap(({ attributeMappings }) => attributeMappings)
          .filter(({ targetAttributeName }) => targetAttributeName === target)
          .map(({ source }) => source.expression);
      };
      return { servicePrincipalObjectId: servicePrincipal.id, jobId, sourceOf };
    });
  }
  const { graph, login } = entraClouds.public;
  const cloud = { graph, login };

  it("is written when it differs, and only then; everything else stays", async () => {
    const { sourceOf, ...job } = await makeJob();
    assert.deepEqual(await sourceOf("userName"), ["[userPrincipalName]"]);
    const before = await sourceOf("displayName");
    const map = (userName: "mail" | "userprincipalname" | "extensionattribute3") =>
      withGraph(sandbox(), (one) => mapUserName(one, { cloud, ...job, userName }));
    assert.equal((await map("userprincipalname")).changed, false);
    const { changed, ruleId } = await map("mail");
    assert.ok(changed && ruleId !== "");
    assert.deepEqual(await sourceOf("userName"), ["[mail]"]);
    assert.deepEqual(await sourceOf("displayName"), before);
    assert.equal((await map("mail")).changed, false);
  });
});
