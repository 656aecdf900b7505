import assert from "node:assert/strict";
import { findApplication } from "../../../components/leftovers/application";
import { NotKnownYet } from "../../../components/leftovers/find";
import type { KnownResource, Properties } from "../../../components/state/state";
import { assignAppRole } from "../../../sandbox/entra/model/assignments";
import { updateApplication } from "../../../sandbox/entra/model/applications";
import type { PasswordCredential } from "../../../sandbox/entra/model/types";
import { makeApplication, newCertificate, type EnterpriseApplication } from "../../support/clouds";
import { describeSandbox } from "../../support/describeSandbox";
import { withGraph } from "../../support/graph";

const secret: PasswordCredential = {
  customKeyIdentifier: null,
  displayName: null,
  startDateTime: "2026-01-01T00:00:00Z",
  endDateTime: "2027-01-01T00:00:00Z",
  keyId: "1",
  hint: null,
};

describeSandbox("An application that an interrupted run has left", { fresh: "test" }, (sandbox) => {
  let made: EnterpriseApplication;
  let warnings: string[];
  let templateId: string | null;
  /** Two people of the tenant; the first one deploys. */
  let deployer: string;
  let somebody: string;
  beforeEach(() => {
    made = makeApplication(sandbox(), "Ours");
    warnings = [];
    templateId = made.application.applicationTemplateId;
    [deployer = "", somebody = ""] = tenant()
      .users()
      .map(({ id }) => id);
  });
  const tenant = () => sandbox().entra.tenant;
  const wanted = () => ({ displayName: "Ours", templateId });
  const find = (inputs: Properties = wanted(), known: readonly KnownResource[] = []) =>
    withGraph(sandbox(), (graph) => {
      const asking = {
        deployer: () => Promise.resolve(deployer),
        warn: (text: string) => Promise.resolve(void warnings.push(text)),
      };
      return findApplication(graph, { inputs, access: {}, known }, asking);
    });
  const idOf = ({ application: { applicationTemplateId, id }, principal }: EnterpriseApplication) =>
    `/applicationTemplates/${applicationTemplateId}/instantiate/${id}/${principal.id}`;
  const change = <T extends object>(of: T, changes: Partial<T>) => Object.assign(of, changes);

  it("is found as its template makes it, also if the deployer owns it", async () => {
    assert.equal(await find(), idOf(made));
    change(made.application, { owners: [deployer] });
    change(made.principal, { owners: [deployer] });
    assert.equal(await find(), idOf(made));
  });

  const twins: readonly [what: string, change: () => unknown][] = [
    ["has a signing certificate", () => newCertificate(sandbox(), made)],
    ["is in SAML mode", () => change(made.principal, { preferredSingleSignOnMode: "saml" })],
    ["has a secret", () => change(made.application, { passwordCredentials: [secret] })],
    ["has a secret at its service principal", () => change(made.principal, { passwordCredentials: [secret] })],
    ["has somebody as its owner", () => change(made.application, { owners: [deployer, somebody] })],
    ["has somebody as its service principal's owner", () => change(made.principal, { owners: [somebody] })],
    [
      "has an identifier",
      () => {
        made.principal.preferredSingleSignOnMode = "saml";
        updateApplication(tenant(), made.application, { identifierUris: ["urn:theirs"] });
        made.principal.preferredSingleSignOnMode = null;
      },
    ],
    [
      "has a reply URL",
      () => updateApplication(tenant(), made.application, { web: { redirectUris: ["https://theirs.example.com/"] } }),
    ],
    [
      "somebody may use",
      () => {
        const [user] = tenant().users();
        const [role] = made.application.appRoles;
        const [principalId, appRoleId, resourceId] = [user?.id ?? "", role?.id ?? "", made.principal.id];
        assignAppRole(tenant(), made.principal, { principalId, appRoleId, resourceId });
      },
    ],
    ["has the name in other letters", () => change(made.application, { displayName: "ours" })],
    ["is of another template", () => change(made.application, { applicationTemplateId: "another" })],
  ];
  for (const [what, make] of twins) {
    it(`but none that ${what}`, async () => {
      await make();
      assert.equal(await find(), undefined);
      assert.deepEqual(warnings, []);
    });
  }

  it("is told beside one that the stack has", async () => {
    const ours = makeApplication(sandbox(), "Ours");
    const known = { type: "", name: "ours", outputs: { applicationObjectId: ours.application.id } };
    assert.equal(await find(wanted(), [known]), idOf(made));
  });

  it("is told beside one that is in use", async () => {
    await newCertificate(sandbox(), makeApplication(sandbox(), "Ours"));
    assert.equal(await find(), idOf(made));
  });

  it("can't be told from a second one, which is said", async () => {
    makeApplication(sandbox(), "Ours");
    assert.equal(await find(), undefined);
    assert.match(warnings.join(), new RegExp(`${made.application.id}.*, all called Ours: interrupted runs`));
  });

  it("is not looked for while its name is unknown", () =>
    assert.rejects(find({ ...wanted(), displayName: undefined }), NotKnownYet));
});
