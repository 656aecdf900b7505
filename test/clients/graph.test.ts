import assert from "node:assert/strict";
import { join } from "node:path";
import { routes } from "../../sandbox/entra/graph/registry";
import { describeSandbox } from "../support/describeSandbox";
import { accessCalls } from "./graph/access";
import { Graph } from "./graph/api";
import { applicationCalls } from "./graph/applications";
import type { GraphClient } from "./graph/calls";
import { directoryCalls } from "./graph/directory";
import { synchronizationCalls } from "./graph/synchronization";
import { ClientProcess } from "./support/clientProcess";

/** What the client can't be answered with success, and why. */
const undriven: Readonly<Record<string, string>> = {
  "GET /users/{id}/manager": "nobody has one here, which is a 404",
};

describeSandbox("Microsoft's Graph client over @azure/identity", {}, (sandbox) => {
  let client: GraphClient;
  const graph = () => new Graph(client, sandbox);
  const beta = () => new Graph(client, sandbox, "beta");

  before(() => {
    client = new ClientProcess(join(__dirname, "graph", "client.ts"), sandbox().environment);
  });
  after(() => client.stop());

  accessCalls(graph, sandbox);
  applicationCalls(graph, beta);
  synchronizationCalls(graph, sandbox);
  directoryCalls(graph, sandbox);

  describe("all of them", () => {
    // Blocks run in order: this one reads what those above have done.
    it("were answered every call that is emulated", () => {
      const emulated = routes.map(({ method, path }) => `${method} ${path}`);
      const answered = sandbox()
        .context.journal.entries.filter(({ service, outcome }) => service === "graph" && outcome === "ok")
        .map(({ action }) => action.replace(/ \/(v1\.0|beta)/, " "));
      assert.deepEqual(
        emulated.filter((call) => !answered.includes(call)),
        Object.keys(undriven),
      );
    });
  });
});
