import assert from "node:assert/strict";
import { createGroup } from "../../../sandbox/alibaba/cloudsso/model/groups";
import { createUser, findUserNamed } from "../../../sandbox/alibaba/cloudsso/model/users";
import { proveAccess, type Proof } from "../../../sandbox/proof/proveAccess";
import type { PromisedCloudSso } from "../../../sandbox/proof/promised/cloudSso";
import { describeSandbox } from "../../support/describeSandbox";
import { cloudSsoDeviations } from "./support/cloudSsoDeviations";
import { corp, admins, readers } from "./support/corp";
import { deployCloudSso, giveAccess, makeConfiguration, type DeployedCloudSso } from "./support/deployCloudSso";
import { accessConfiguration, promiseCloudSso, promisedCloudSso } from "./support/promises";

const cast = ["b.simon", "u2", "mallory", "carol", "dave", "li.lei", "grace"].map((name) => `${name}@contoso.com`);

describeSandbox("The proof of CloudSSO", { fresh: "test" }, (sandbox) => {
  async function prove(
    application: PromisedCloudSso,
    change: (deployed: DeployedCloudSso) => void | Promise<void> = () => undefined,
  ): Promise<Proof> {
    const deployed = await deployCloudSso(sandbox(), application);
    await change(deployed);
    return proveAccess(promiseCloudSso(application), sandbox(), deployed.outputs);
  }
  const sessions = ({ rows }: Proof) =>
    rows
      .filter(({ trace }) => trace.outcome === "in")
      .map(({ user, account, role, began, result }) => `${user} ${account}/${role} from ${began}: ${result}`)
      .sort();
  const bothWays = (...lines: readonly string[]) =>
    lines.flatMap((line) => ["the service", "My Apps"].map((way) => line.replace(" as ", ` from ${way}: `))).sort();
  const everybody = () => sandbox().entra.tenant.users().length;
  const assertHolds = (proof: Proof) => {
    assert.deepEqual(proof.differences, []);
    assert.deepEqual(
      proof.rows.filter(({ asItShouldBe }) => !asItShouldBe).map(({ user, result }) => `${user}: ${result}`),
      [],
    );
    assert.equal(proof.holds, true);
  };

  /** The differences, without what is made up anew each time. */
  const told = ({ differences }: Proof): string[] => {
    const { cloudSso, deployer } = sandbox().alibaba.state;
    const { directoryId = "", serviceProvider } = cloudSso[deployer.accountId] ?? {};
    return differences.map((line) =>
      line
        .replaceAll(directoryId, "d-x")
        .replaceAll(serviceProvider?.acsUrl ?? "", "ACS")
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "DATE")
        .replace(`${deployer.accountId}: the CloudSSO directory `, "the directory "),
    );
  };

  it("holds where users and groups come by SCIM, members of nested groups and disabled users not among them", async () => {
    const { tenant } = sandbox().entra;
    const [group] = tenant.groupsNamed("CloudSSO-Readers");
    tenant.addMember(group?.id ?? "", tenant.findUser("grace@contoso.com")?.id ?? assert.fail());
    const proof = await prove(corp());
    assertHolds(proof);
    assert.deepEqual(
      sessions(proof),
      bothWays(
        `b.simon@contoso.com ${admins}/Administrator as b.simon@contoso.com`,
        `b.simon@contoso.com ${readers}/Administrator as b.simon@contoso.com`,
        `u2@contoso.com ${readers}/Viewer as u2@contoso.com`,
        `carol@contoso.com ${readers}/Viewer as carol@contoso.com`,
        `li.lei@contoso.com ${readers}/Viewer as li.lei@contoso.com`,
        "dave@contoso.com -/- as dave@contoso.com, nothing to choose",
      ),
    );
    // B. Simon has two.
    assert.equal(proof.rows.length, 2 * (everybody() + 1));
    assert.deepEqual([proof.untried, proof.onlyFirstPhase], [[], false]);
    const codes = proof.rows.flatMap(({ user, trace: { outcome, facts } }) =>
      outcome === "refused" ? [`${user.split("@")[0]} ${facts["error-code"]}`] : [],
    );
    assert.deepEqual(
      ["grace AADSTS50057", "heidi AADSTS50105", "mallory AADSTS50105"].filter((line) => !codes.includes(line)),
      [],
    );
  });

  it("holds where the stack makes the users, known by another attribute than their principal name", async () => {
    const application = corp({
      scimCredentials: [],
      groups: [],
      nameId: "employeeid",
      users: ["u2@contoso.com", "dave@contoso.com"],
      assignments: [{ ...(corp().assignments[2] ?? assert.fail()), groups: [] }],
      accessConfigurations: corp().accessConfigurations,
    });
    const proof = await prove(application);
    assertHolds(proof);
    assert.deepEqual(
      sessions(proof),
      bothWays(`u2@contoso.com ${readers}/Viewer as E1002`, "dave@contoso.com -/- as E1005, nothing to choose"),
    );
  });

  it("holds where a guest is known by the mail address", async () => {
    const guest = "erin_fabrikam.com#EXT#@contoso.onmicrosoft.com";
    const proof = await prove(promisedCloudSso({ nameId: "mail", users: [guest] }));
    assertHolds(proof);
    assert.deepEqual(sessions(proof), bothWays(`${guest} -/- as erin@fabrikam.com, nothing to choose`));
  });

  it("holds with two SCIM credentials, of which Entra uses the second", async () => {
    const scimCredentials = [
      { key: "old", active: false },
      { key: "new", active: true },
    ];
    assertHolds(await prove(corp({ scimCredentials })));
  });

  it("holds where a RelayState leads who comes from My Apps to a page of CloudSSO", async () => {
    assertHolds(
      await prove(corp({ relayState: "https://signin-cn-shanghai.alibabacloudsso.com/corp/login?from=entra" })),
    );
  });

  it("does not hold where it leads nowhere", async () => {
    const proof = await prove(corp({ relayState: "https://elsewhere.example/" }));
    assert.equal(proof.holds, false);
    const bad = proof.rows.filter(({ asItShouldBe }) => !asItShouldBe);
    assert.ok(bad.length > 0);
    assert.deepEqual([...new Set(bad.map(({ began }) => began))], ["My Apps"]);
    for (const { result } of bad) assert.equal(result, "in, but not as promised: never at https://elsewhere.example/");
  });

  it("holds where a direct access link leads who comes from My Apps to one account, and nobody else", async () => {
    const link = `https://signin-cn-shanghai.alibabacloudsso.com/corp/login?quickLogin=true&accountId=${readers}&accessConfigurationName=Viewer&landingPage=${encodeURIComponent("https://oss.console.aliyun.com/")}`;
    const proof = await prove(corp({ relayState: link }));
    assertHolds(proof);
    assert.deepEqual(
      sessions(proof).filter((line) => line.includes("My Apps")),
      ["carol", "li.lei", "u2"].map((who) => `${who}@contoso.com ${readers}/Viewer from My Apps: ${who}@contoso.com`),
    );
  });

  it("still holds after somebody was taken out: Entra has switched the user off", async () => {
    const proof = await prove(corp(), async ({ principal }) => {
      const { tenant, provisioning } = sandbox().entra;
      const mallory = tenant.findUser("mallory@contoso.com") ?? assert.fail();
      const [first] = tenant.data.appRoleAssignments.filter(({ resourceId }) => resourceId === principal.id);
      const extra = {
        ...(first ?? assert.fail()),
        id: "extra",
        principalId: mallory.id,
        principalType: "User" as const,
      };
      tenant.data.appRoleAssignments.push(extra);
      await provisioning.runCycle(principal.id);
      tenant.data.appRoleAssignments = tenant.data.appRoleAssignments.filter(({ id }) => id !== "extra");
    });
    assertHolds(proof);
    const { users } = sandbox().alibaba.state.cloudSso[sandbox().alibaba.deployer.accountId] ?? assert.fail();
    assert.equal(Object.values(users).find(({ userName }) => userName.startsWith("mallory"))?.status, "Disabled");
  });

  it("leaves to a directory that was there before what it had, and nothing else", async () => {
    const adopted = corp({ directory: { id: "d-older" } });
    const deployed = await deployCloudSso(sandbox(), adopted);
    const { directory } = deployed;
    const application = { ...adopted, directory: { id: directory.directoryId } };
    const { cloud } = sandbox().alibaba;
    createUser(cloud, directory, { userName: "root" });
    createGroup(cloud, directory, { groupName: "Friends" });
    makeConfiguration(sandbox(), directory, accessConfiguration({ name: "Root" }));
    giveAccess(sandbox(), directory, "Root", {
      targetId: admins,
      principalType: "User",
      principalId: findUserNamed(directory, "root")?.userId ?? assert.fail(),
    });
    const prove = () => proveAccess(promiseCloudSso(application), sandbox(), deployed.outputs);
    assertHolds(await prove());
    directory.identityProvider.loginUrl = "https://elsewhere.example/";
    assert.deepEqual(told(await prove()), [
      "deployed: promised, but not so: the directory sends users to https://login.microsoftonline.com/7e6a9c1d-5a3b-4c0e-9f00-c0de0c057050/saml2",
      "deployed: not promised: the directory sends users to https://elsewhere.example/",
    ]);
  });

  it("does not hold for an adopted directory with another id", async () => {
    const deployed = await deployCloudSso(sandbox(), corp({ directory: { id: "d-older" } }));
    const proof = await proveAccess(
      promiseCloudSso(corp({ directory: { id: "d-older" } })),
      sandbox(),
      deployed.outputs,
    );
    assert.deepEqual(told(proof), [
      "deployed: promised, but not so: the directory has the id d-older",
      "deployed: not promised: the directory has the id d-x",
    ]);
  });

  it("does not hold where there is no directory, nor anything else", async () => {
    const proof = await proveAccess(promiseCloudSso(corp()), sandbox(), {});
    assert.equal(proof.holds, false);
    assert.deepEqual(proof.rows, []);
    assert.equal(proof.differences[0], "outputs: the stack gives no userAccessUrl and clientId for cloudSso.corp");
    assert.ok(proof.differences.includes("deployed: promised, but not so: Corp has a provisioning job that is Active"));
  });

  it("says what nobody can try, as it is promised to nobody who can sign on", async () => {
    const nobody = { users: [], groups: [] };
    const [, viewer] = corp().accessConfigurations;
    const more = { account: admins, accessConfiguration: viewer ?? assert.fail(), ...nobody };
    const { untried } = await prove(corp({ assignments: [...corp().assignments, more] }));
    assert.deepEqual(untried, [`Viewer in the account ${admins} of Corp`]);
  });

  for (const {
    what,
    application = corp(),
    change,
    lacking = [],
    unwanted = [],
    more = [],
    wrong,
  } of cloudSsoDeviations) {
    it(`does not hold where ${what}`, async () => {
      const { tenant } = sandbox().entra;
      // One of each kind will do.
      tenant.data.users = tenant.data.users.filter(({ userPrincipalName }) => cast.includes(userPrincipalName));
      const proof = await prove(application, (deployed) => change(deployed, sandbox()));
      assert.equal(proof.holds, false);
      const expected = [
        ...lacking.map((text) => `deployed: promised, but not so: ${text}`),
        ...unwanted.map((text) => `deployed: not promised: ${text}`),
        ...more,
      ];
      assert.deepEqual(told(proof).sort(), [...expected].sort());
      const bad = proof.rows.filter(({ asItShouldBe }) => !asItShouldBe);
      assert.equal(bad.length > 0, wrong !== undefined, JSON.stringify(bad.map(({ user, result }) => [user, result])));
      if (wrong) for (const { result } of bad) assert.match(result, wrong);
    });
  }
});
