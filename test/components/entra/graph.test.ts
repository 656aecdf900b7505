import assert from "node:assert/strict";
import { usersWithoutImmutableId, holderOf } from "../../../components/entra/domainFederation/domains";
import { describeSandbox } from "../../support/describeSandbox";
import { withGraph } from "../../support/graph";

describeSandbox("Microsoft Graph", {}, (sandbox) => {
  it("gives all pages of a list", async () => {
    const all = sandbox().entra.tenant.users().length;
    assert.ok(all > 3);
    const users = await withGraph(sandbox(), (graph) => graph.list<{ id: string }>("/users?$select=id&$top=3"));
    assert.equal(new Set(users.map(({ id }) => id)).size, all);
  });
  it("finds users by the end of their names, and by ImmutableID", async () => {
    const [some] = sandbox().entra.tenant.users();
    assert.ok(some);
    const domain = some.userPrincipalName.replace(/^.*@/, "");
    const before = await withGraph(sandbox(), (graph) => usersWithoutImmutableId(graph, domain));
    assert.ok(before.includes(some.userPrincipalName));
    some.onPremisesImmutableId = "it's+/=";
    const after = await withGraph(sandbox(), (graph) => usersWithoutImmutableId(graph, domain));
    assert.deepEqual(
      before.filter((name) => !after.includes(name)),
      [some.userPrincipalName],
    );
    assert.equal(await withGraph(sandbox(), (graph) => holderOf(graph, "it's+/=")), some.userPrincipalName);
    assert.equal(await withGraph(sandbox(), (graph) => holderOf(graph, "nobody")), undefined);
  });
  it("says what it refused", async () => {
    await assert.rejects(
      withGraph(sandbox(), (graph) => graph.delete("/users/nobody@contoso.com")),
      /Microsoft Graph refused DELETE \/users\/nobody@contoso\.com: 404/,
    );
  });
});
