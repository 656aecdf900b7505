import assert from "node:assert/strict";
import { settleTasks } from "../../sandbox/alibaba/cloudsso/model/assignments";
import { createDirectory } from "../../sandbox/alibaba/cloudsso/model/directories";
import { createUser } from "../../sandbox/alibaba/cloudsso/model/users";
import type { Sandbox } from "../../sandbox/sandbox";
import { readIdpMetadata } from "../../sandbox/saml/metadata";
import { activeThumbprint, applicationNamed, found, thumbprintOf } from "../support/clouds";
import { describeSandbox } from "../support/describeSandbox";
import { refusedFaults } from "../support/refusedFaults";
import { preview, servicesConfig, up, type Config, type Deployment } from "../support/stack";

const guest = "erin_fabrikam.com#EXT#@contoso.onmicrosoft.com";
const member = "1187654321098765";

const cloudSso = (more: Config = {}): Config =>
  servicesConfig("dev", {
    cloudSso: {
      corp: {
        application: { name: "CloudSSO" },
        region: "cn-shanghai",
        directory: { name: "contoso" },
        users: ["u2@contoso.com"],
        accessConfigurations: { admin: { name: "Admin", systemPolicies: ["AdministratorAccess"] } },
        assignments: { one: { account: member, accessConfiguration: "admin", users: ["u2@contoso.com"] } },
        ...more,
      },
    },
  });

const directoryOf = ({ alibaba }: Sandbox) =>
  found(Object.values(alibaba.state.cloudSso ?? {})[0], "a CloudSSO directory");
const userNames = (sandbox: Sandbox) =>
  Object.values(directoryOf(sandbox).users)
    .map(({ userName, provisionType }) => `${userName} ${provisionType}`)
    .sort();

describeSandbox("CloudSSO", {}, (sandbox) => {
  let deployment: Deployment;
  before(async () => {
    deployment = await up(sandbox(), cloudSso());
  });
  const outputs = () =>
    found(
      (deployment.outputs as unknown as { cloudSso: Record<string, Record<string, string>> }).cloudSso["corp"],
      "outputs of cloudSso.corp",
    );
  const entra = () => applicationNamed(sandbox(), "CloudSSO");

  it("has the names in Entra that the directory gave, neither of them put together here", () => {
    const { entityId, acsUrl } = directoryOf(sandbox()).serviceProvider;
    assert.deepEqual(entra().application.identifierUris, [entityId]);
    assert.deepEqual(entra().application.web.redirectUris, [acsUrl]);
    assert.equal(outputs()["identifier"], entityId);
    assert.equal(outputs()["replyUrl"], acsUrl);
  });
  it("has single sign-on on, with the certificate that Entra signs with", () => {
    const { ssoStatus, encodedMetadata = "" } = directoryOf(sandbox()).identityProvider;
    assert.equal(ssoStatus, "Enabled");
    const { certificates } = readIdpMetadata(Buffer.from(encodedMetadata, "base64").toString());
    assert.deepEqual(certificates.map(thumbprintOf), [activeThumbprint(entra())]);
  });
  it("gets its users from Entra, named by the attribute that is the NameID", () => {
    assert.deepEqual(userNames(sandbox()), ["u2@contoso.com Synchronized"]);
  });
  it("gives what is assigned, in the member account", () => {
    settleTasks(sandbox().alibaba.cloud);
    const { assignments, users } = directoryOf(sandbox());
    assert.deepEqual(
      assignments.map(({ principalId, targetId }) => `${users[principalId]?.userName ?? "?"} ${targetId}`),
      [`u2@contoso.com ${member}`],
    );
  });
  it("says where to begin, and when the SCIM credential ends", () => {
    assert.equal(outputs()["signOnUrl"], "https://signin-cn-shanghai.alibabacloudsso.com/contoso/login");
    const [credential] = Object.values(directoryOf(sandbox()).scimCredentials);
    const { primary } = outputs()["scimCredentials"] as unknown as Record<string, { expires: string }>;
    assert.equal(primary?.expires, credential?.expireTime);
  });
});

describeSandbox("CloudSSO with several who have the same in one account", {}, (sandbox) => {
  it("keeps it provisioned there once, after all of them, and leaves its deletion to them", async () => {
    const users = ["u2@contoso.com", "carol@contoso.com"];
    const assignments = {
      one: { account: member, accessConfiguration: "admin", users: users.slice(0, 1) },
      two: { account: member, accessConfiguration: "admin", users: users.slice(1) },
    };
    const { registrations } = await up(sandbox(), cloudSso({ users, assignments }));
    const ofType = (type: string) => registrations.filter((one) => one.type === `alicloud:cloudsso/${type}`);
    const [kept, ...others] = ofType("accessConfigurationProvisioning:AccessConfigurationProvisioning");
    assert.deepEqual(others, []);
    const { inputs, retainOnDelete, dependencies } = found(kept, "what keeps it provisioned");
    assert.deepEqual([inputs["targetId"], inputs["status"], retainOnDelete], [member, "Provisioned", true]);
    const last = ofType("accessManagement:AccessManagement").at(-1);
    assert.ok(dependencies.includes(found(last, "the last assignment").urn));
    settleTasks(sandbox().alibaba.cloud);
    assert.deepEqual(
      directoryOf(sandbox()).provisionings.map(({ targetId, status }) => [targetId, status]),
      [[member, "Provisioned"]],
    );
  });
});

describeSandbox("CloudSSO without SCIM", {}, (sandbox) => {
  it("makes the users itself, with the names that Entra will send", async () => {
    await up(sandbox(), cloudSso({ provisioning: "manual", nameId: "mail", users: [guest], assignments: {} }));
    assert.deepEqual(userNames(sandbox()), ["erin@fabrikam.com Manual"]);
    assert.equal(directoryOf(sandbox()).scimStatus, "Disabled");
    assert.deepEqual(sandbox().entra.state.synchronization ?? {}, {});
  });
});

describeSandbox("A preview of CloudSSO", { fresh: "test" }, (sandbox) => {
  const management = () => sandbox().alibaba.deployer.accountId;
  const makeDirectory = (directoryName: string) => {
    const { cloud } = sandbox().alibaba;
    const key = { certificate: "", privateKey: "" };
    return createDirectory(cloud, management(), { region: "cn-shanghai", directoryName, key });
  };

  it("warns that password sign-in ends, and says who gets what", async () => {
    const { log } = await preview(sandbox(), cloudSso());
    assert.match(log.join("\n"), /nobody signs in there with a password any more/);
    assert.match(log.join("\n"), /u2@contoso\.com +CloudSSO +1187654321098765 +Admin/);
  });
  it("names guests, who can't be users there by their principal name", async () => {
    const faults = await refusedFaults(sandbox(), cloudSso({ users: ["u2@contoso.com", guest] }));
    assert.match(faults["cloudSso.corp.users[1]"] ?? "", /must not contain "#": set nameId to an attribute/);
  });
  it("names members of a group who lack the NameID's attribute, and a group that can't be called so there", async () => {
    const { tenant } = sandbox().entra;
    const { group } = tenant.ensureGroup("Cloud Readers");
    tenant.addMember(group.id, found(tenant.findUser("frank@contoso.com"), "frank").id);
    const faults = await refusedFaults(sandbox(), cloudSso({ nameId: "mail", groups: ["Cloud Readers"] }));
    const told = faults["cloudSso.corp.groups[0]"] ?? "";
    assert.match(told, /a group with another name|its member frank@contoso\.com/);
  });
  it("names an account that isn't a member of the resource directory", async () => {
    const assignments = {
      one: { account: "1999999999999999", accessConfiguration: "admin", users: ["u2@contoso.com"] },
    };
    const faults = await refusedFaults(sandbox(), cloudSso({ assignments }));
    assert.match(
      faults["cloudSso.corp.assignments.one.account"] ?? "",
      /a member account of the resource directory: 1187/,
    );
  });
  it("names the directory that the account has already", async () => {
    const { directoryId } = makeDirectory("theirs");
    const faults = await refusedFaults(sandbox(), cloudSso());
    assert.match(faults["cloudSso.corp.directory.name"] ?? "", new RegExp(`adopt: ${directoryId}`));
  });
  it("refuses to adopt what isn't there", async () => {
    const faults = await refusedFaults(sandbox(), cloudSso({ directory: { adopt: "d-nosuch" } }));
    assert.match(faults["cloudSso.corp.directory.adopt"] ?? "", /the account has none in this region/);
  });
  it("refuses a user whom synchronization would take over from somebody who was made by hand", async () => {
    const directory = makeDirectory("theirs");
    createUser(sandbox().alibaba.cloud, directory, { userName: "u2@contoso.com" });
    const faults = await refusedFaults(sandbox(), cloudSso({ directory: { adopt: directory.directoryId } }));
    assert.match(faults["cloudSso.corp.users[0]"] ?? "", /was made there by hand/);
  });
  it("adopts a directory, and leaves its other users alone", async () => {
    const directory = makeDirectory("theirs");
    createUser(sandbox().alibaba.cloud, directory, { userName: "somebody" });
    await up(sandbox(), cloudSso({ directory: { adopt: directory.directoryId } }));
    assert.deepEqual(userNames(sandbox()), ["somebody Manual", "u2@contoso.com Synchronized"]);
    assert.equal(directoryOf(sandbox()).directoryId, directory.directoryId);
  });
});
