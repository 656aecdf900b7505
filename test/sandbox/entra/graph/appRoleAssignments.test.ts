import assert from "node:assert/strict";
import {
  addRoles,
  assign,
  badRequest,
  expectRefusal,
  groupId,
  instantiate,
  Lab,
  role,
  roleId,
  userId,
  type Made,
} from "../support";

describe("Graph: app role assignments", () => {
  let lab: Lab;
  let made: Made;

  beforeEach(async () => {
    lab = new Lab();
    made = await instantiate(lab);
    await addRoles(lab, made, role(1), role(2));
  });

  it("assigns a role to a group, once", async () => {
    const auditors = groupId(lab, "Alibaba Auditors");
    const { status, body } = await assign(lab, made, auditors, 1);
    assert.equal(status, 201);
    assert.deepEqual([body["principalType"], body["principalDisplayName"]], ["Group", "Alibaba Auditors"]);
    expectRefusal(
      await assign(lab, made, auditors, 1),
      badRequest(/^Permission being assigned already exists on the object$/),
    );
    assert.equal((await assign(lab, made, auditors, 2)).status, 201);
  });

  const refusals: readonly [name: string, attempt: () => ReturnType<typeof assign>, status: number, says: RegExp][] = [
    [
      "a role that is not there",
      () => assign(lab, made, userId(lab, "carol@contoso.com"), 9),
      400,
      /was not found on appl/,
    ],
    ["nobody", () => assign(lab, made, roleId(77), 1), 404, /does not exist/],
    [
      "default access where there are roles",
      () =>
        lab.graph(`POST /servicePrincipals/${made.principal}/appRoleAssignedTo`, {
          principalId: userId(lab, "carol@contoso.com"),
          resourceId: made.principal,
          appRoleId: "00000000-0000-0000-0000-000000000000",
        }),
      400,
      /was not found on application/,
    ],
    [
      "a role of users to a service principal",
      () => assign(lab, made, lab.entra.deployer.objectId, 1),
      400,
      /was not found on application/,
    ],
  ];
  for (const [name, attempt, status, says] of refusals) {
    it(`refuses ${name}`, async () => {
      const code = status === 404 ? "Request_ResourceNotFound" : "Request_BadRequest";
      expectRefusal(await attempt(), { status, code, says });
      assert.deepEqual(lab.tenant.data.appRoleAssignments, []);
    });
  }

  it("refuses a role that is still on its way to the service principal", async () => {
    lab = new Lab({ behaviour: { appRoleLag: 10_000 } });
    made = await instantiate(lab);
    await addRoles(lab, made, role(1));
    const carol = userId(lab, "carol@contoso.com");
    expectRefusal(await assign(lab, made, carol, 1), badRequest(/was not found on application/));
    lab.clock.advance(10_000);
    assert.equal((await assign(lab, made, carol, 1)).status, 201);
  });

  it("refuses a disabled role, and takes it once it is enabled", async () => {
    const carol = userId(lab, "carol@contoso.com");
    await addRoles(lab, made, { ...role(3), isEnabled: false });
    expectRefusal(await assign(lab, made, carol, 3), badRequest(/was not found on application/));
    const { appRoles } = lab.tenant.application(made.id);
    await lab.ok(`PATCH /applications/${made.id}`, {
      appRoles: appRoles.map((entry) => ({ ...entry, isEnabled: true })),
    });
    assert.equal((await assign(lab, made, carol, 3)).status, 201);
  });

  it("loses its assignments with a deleted role, and only those", async () => {
    const carol = userId(lab, "carol@contoso.com");
    await assign(lab, made, carol, 1);
    await assign(lab, made, carol, 2);
    const { appRoles } = lab.tenant.application(made.id);
    const others = appRoles.filter(({ id }) => id !== roleId(1));
    await lab.ok(`PATCH /applications/${made.id}`, { appRoles: [...others, { ...role(1), isEnabled: false }] });
    await lab.ok(`PATCH /applications/${made.id}`, { appRoles: others });
    assert.deepEqual(
      lab.tenant.data.appRoleAssignments.map(({ appRoleId }) => appRoleId),
      [roleId(2)],
    );
  });

  it("is read and deleted by id; a second delete is a 404", async () => {
    const { body } = await assign(lab, made, userId(lab, "dave@contoso.com"), 1);
    const path = `/servicePrincipals/${made.principal}/appRoleAssignedTo/${String(body["id"])}`;
    assert.equal((await lab.ok(`GET ${path}`))["principalDisplayName"], "Dave Diaz");
    await lab.ok(`DELETE ${path}`);
    expectRefusal(await lab.graph(`DELETE ${path}`), { status: 404, code: "Request_ResourceNotFound" });
  });
});
