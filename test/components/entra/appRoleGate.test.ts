import assert from "node:assert/strict";
import { openGate, type DeclaredAppRole } from "../../../components/entra/appRoleGate";
import type { Graph } from "../../../components/entra/graph";
import { visibleAppRoles } from "../../../sandbox/entra/model/appRoles";
import { updateApplication } from "../../../sandbox/entra/model/applications";
import { assignAppRole } from "../../../sandbox/entra/model/assignments";
import type { AppRole } from "../../../sandbox/entra/model/types";
import { found, makeApplication, type EnterpriseApplication } from "../../support/clouds";
import { describeSandbox } from "../../support/describeSandbox";
import { pausesOf, withGraph } from "../../support/graph";
import type { Sandbox } from "../../../sandbox/sandbox";

const admin = declared("0000ad01", "Admin");
const auditor = declared("0000ad02", "Auditor");
const foreign = { ...declared("0000ad03", "Made by hand"), description: "Somebody needs it" };

function declared(prefix: string, displayName: string): DeclaredAppRole {
  const description = `${displayName} in the test`;
  return { id: `${prefix}-0000-4000-8000-000000000000`, displayName, description, value: `value-of-${prefix}` };
}

const enabled = (role: DeclaredAppRole): AppRole => ({
  ...role,
  allowedMemberTypes: ["User"],
  isEnabled: true,
  origin: "Application",
});

/** Adds roles to the application; they travel to the service principal from now on. */
function add({ entra: { tenant } }: Sandbox, { application }: EnterpriseApplication, ...roles: AppRole[]): void {
  updateApplication(tenant, application, { appRoles: [...application.appRoles, ...roles] });
}

async function open(
  sandbox: Sandbox,
  { application, principal }: EnterpriseApplication,
  roles: DeclaredAppRole[],
  view = (graph: Graph) => graph,
) {
  const { pauses, pause } = pausesOf(sandbox);
  const before = sandbox.context.journal.entries.length;
  const inputs = {
    cloud: { graph: "", login: "" },
    applicationObjectId: application.id,
    servicePrincipalObjectId: principal.id,
    roles,
  };
  const error = await withGraph(sandbox, (graph) => openGate(view(graph), inputs, pause)).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  const writes = sandbox.context.journal.entries.slice(before).filter(({ action }) => action.startsWith("PATCH"));
  return { error, waited: pauses.reduce((sum, seconds) => sum + seconds, 0), writes: writes.length };
}

/** Asks each question once: for tests in which the answer stays the same for ten minutes. */
function unchanging(graph: Graph): Graph {
  const answers = new Map<string, Promise<unknown>>();
  return {
    ...graph,
    get<T>(path: string) {
      const answer = answers.get(path) ?? graph.get<T>(path);
      answers.set(path, answer);
      return answer as Promise<T>;
    },
  };
}

describe("The gate between app roles and assignments", () => {
  describeSandbox("at once", { fresh: "test" }, (sandbox) => {
    it("opens when all declared roles are visible, and writes nothing", async () => {
      const made = makeApplication(sandbox(), "App");
      add(sandbox(), made, enabled(admin), enabled(auditor));
      assert.deepEqual(await open(sandbox(), made, [admin, auditor]), { error: undefined, waited: 0, writes: 0 });
    });

    it("puts back a role that the application lost, and leaves every other one as it is", async () => {
      const made = makeApplication(sandbox(), "App");
      add(sandbox(), made, enabled(foreign), enabled(auditor));
      const { tenant } = sandbox().entra;
      const user = found(tenant.findUser("u2@contoso.com"), "u2");
      for (const role of [auditor, foreign])
        assignAppRole(tenant, made.principal, {
          appRoleId: role.id,
          principalId: user.id,
          resourceId: made.principal.id,
        });
      const before = structuredClone({ roles: made.application.appRoles, who: tenant.data.appRoleAssignments });

      assert.deepEqual(await open(sandbox(), made, [admin, auditor]), { error: undefined, waited: 0, writes: 1 });
      assert.deepEqual(made.application.appRoles, [...before.roles, enabled(admin)]);
      assert.deepEqual(tenant.data.appRoleAssignments, before.who);
      assert.ok(visibleAppRoles(tenant, made.principal).some(({ id }) => id === admin.id));
    });

    it("stays shut for a role that is disabled", async () => {
      const made = makeApplication(sandbox(), "App");
      add(sandbox(), made, enabled(admin), { ...enabled(auditor), isEnabled: false });
      const { error, waited } = await open(sandbox(), made, [admin, auditor], unchanging);
      assert.match(error?.message ?? "", /not visible on the service principal \S+: Auditor\. Run pulumi up again/);
      assert.equal(waited, 600);
    });

    it("says which permission is the matter when Graph refuses", async () => {
      const made = makeApplication(sandbox(), "App");
      sandbox().entra.permissions = [];
      const { error } = await open(sandbox(), made, [admin]);
      assert.match(error?.message ?? "", /refused GET \/applications\/.*: 403 .*lacks a Graph application permission/);
    });
  });

  describeSandbox("when roles take 7 s to the service principal", { behaviour: { appRoleLag: 7000 } }, (sandbox) => {
    it("opens only then", async () => {
      const made = makeApplication(sandbox(), "App");
      add(sandbox(), made, enabled(admin), enabled(auditor));
      assert.deepEqual(await open(sandbox(), made, [admin, auditor]), { error: undefined, waited: 8, writes: 0 });
    });
  });

  describeSandbox("when roles never arrive", { behaviour: { appRoleLag: 3_600_000 } }, (sandbox) => {
    it("gives up after ten minutes and names them", async () => {
      const made = makeApplication(sandbox(), "App");
      add(sandbox(), made, enabled(admin), enabled(auditor));
      const { error, waited } = await open(sandbox(), made, [admin, auditor], unchanging);
      assert.match(error?.message ?? "", /after 600 s these app roles are still not visible .*: Admin, Auditor\./);
      assert.equal(waited, 600);
    });
  });
});
