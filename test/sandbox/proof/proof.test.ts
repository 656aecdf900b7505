import assert from "node:assert/strict";
import {
  attributeOf,
  cloudSsoExpectations,
  expectations,
  serviceExpectations,
} from "../../../sandbox/proof/expectation";
import { invent } from "../../../sandbox/proof/invent";
import { readyThrough } from "../../../sandbox/proof/readyHost";
import { readyAll } from "../../../sandbox/proof/handOverAll";
import { proveAccess } from "../../../sandbox/proof/proveAccess";
import type { Promised } from "../../../sandbox/proof/stackFile";
import { describeSandbox } from "../../support/describeSandbox";
import { adatum, promiseFederation } from "./support/adatum";
import { viewer } from "./support/corp";
import {
  firstPhase,
  fromTheService,
  promise,
  promiseCloudSso,
  promisedBalena,
  promisedCloudSso,
  promisedRole,
  promisedRoleSso,
  promisedSamlApp,
  promisedZilliz,
} from "./support/promises";

const promised = (users: string[], groups: string[] = []): Promised => ({
  ...promise(),
  roleSso: [promisedRoleSso({ roles: [promisedRole({ users, groups })] })],
});

describeSandbox("What a configuration promises", { fresh: "test" }, (sandbox) => {
  const people = () => ({ users: sandbox().entra.tenant.users(), groups: sandbox().entra.tenant.groups() });
  const whoIsPromised = (what: Promised) =>
    expectations(what.roleSso, people())
      .filter(({ roles }) => roles.length > 0)
      .map(({ user }) => user.userPrincipalName);

  it("goes to users by name in any case, or by object id", () => {
    const carol = sandbox().entra.tenant.findUser("carol@contoso.com");
    assert.deepEqual(whoIsPromised(promised(["CAROL@contoso.com"])), ["carol@contoso.com"]);
    assert.deepEqual(whoIsPromised(promised([carol?.id ?? ""])), ["carol@contoso.com"]);
  });

  it("goes to direct members of groups, not to those of nested groups", () => {
    const names = whoIsPromised(promised([], ["Alibaba Operators"]));
    assert.ok(names.length > 0);
    assert.ok(!names.includes("heidi@contoso.com"), "heidi is only in the nested group");
  });

  it("is looked at for everybody of the directory, also those who are promised nothing", () => {
    assert.equal(expectations(promised(["carol@contoso.com"]).roleSso, people()).length, people().users.length);
  });

  it("names sessions after the attribute", () => {
    const user = sandbox().entra.tenant.findUser("b.simon@contoso.com");
    assert.ok(user);
    assert.equal(attributeOf(user, "userprincipalname"), "b.simon@contoso.com");
    assert.equal(attributeOf(user, "onpremisessamaccountname"), "bsimon");
    assert.equal(attributeOf(user, "extensionattribute1"), "simon");
    assert.equal(attributeOf(user, "extensionattribute2"), undefined);
  });

  it("is looked at for everybody and every service, too", () => {
    const services = [
      promisedZilliz({ users: ["CAROL@contoso.com"] }),
      promisedBalena({ groups: ["Alibaba Operators", "Platform Engineers"] }),
    ];
    const all = serviceExpectations(services, people());
    assert.equal(all.length, 2 * people().users.length);
    assert.deepEqual(
      all.filter(({ isPromised }) => isPromised).map(({ service, user }) => `${service.key} ${user.userPrincipalName}`),
      [
        "main carol@contoso.com",
        "fleet carol@contoso.com",
        "fleet dave@contoso.com",
        "fleet maximiliane.featherstonehaugh@contoso.com",
        "fleet grace@contoso.com",
      ],
    );
  });

  it("is looked at for everybody and every CloudSSO directory, each access once", () => {
    const assignments = [
      { account: "1", accessConfiguration: viewer, users: ["U2@contoso.com"], groups: ["CloudSSO-Readers"] },
      { account: "1", accessConfiguration: viewer, users: ["u2@contoso.com"], groups: [] },
      { account: "2", accessConfiguration: viewer, users: ["mallory@contoso.com"], groups: ["CloudSSO-Readers"] },
    ];
    const entry = promisedCloudSso({
      users: ["u2@contoso.com", "dave@contoso.com"],
      groups: ["cloudsso-readers"],
      assignments,
    });
    const all = cloudSsoExpectations([entry], people());
    assert.equal(all.length, people().users.length);
    assert.deepEqual(
      all
        .filter(({ isAssigned }) => isAssigned)
        .map(({ user, access }) => [user.userPrincipalName, ...access.map(({ account }) => account)].join(" ")),
      ["u2@contoso.com 1", "carol@contoso.com 1 2", "dave@contoso.com", "li.lei@contoso.com 1 2"],
    );
    // Mallory is named in an assignment, but not assigned to the application.
    assert.deepEqual(all.find(({ user }) => user.userPrincipalName.startsWith("mallory"))?.access, []);
  });

  it("has the people and member accounts of CloudSSO invented, but no account that is there", () => {
    const entry = promisedCloudSso({
      users: ["zoe@contoso.com"],
      groups: ["Night-Shift"],
      assignments: [
        { account: "1999999999999999", accessConfiguration: viewer, users: ["zoe@contoso.com"], groups: ["Day-Shift"] },
        { account: "1187654321098765", accessConfiguration: viewer, users: [], groups: [] },
        { account: "1871250227220000", accessConfiguration: viewer, users: [], groups: [] },
        { account: "not an account", accessConfiguration: viewer, users: [], groups: [] },
      ],
    });
    assert.deepEqual(invent(promiseCloudSso(entry), sandbox()).invented, [
      "user zoe@contoso.com",
      "group Night-Shift, with one invented member",
      "group Day-Shift, with one invented member",
      "account 1999999999999999 with the role ResourceDirectoryAccountAccessRole",
    ]);
    assert.deepEqual(invent(promiseCloudSso(entry), sandbox()).invented, []);
  });

  it("is completed by inventing what the sandbox lacks, once, and says so", () => {
    const what: Promised = promised(["carol@contoso.com", "zoe@contoso.com"], ["Alibaba Auditors", "Night Shift"]);
    assert.deepEqual(invent(what, sandbox()).invented, [
      "user zoe@contoso.com",
      "group Night Shift, with one invented member",
    ]);
    assert.deepEqual(whoIsPromised(what).includes("in-night-shif@contoso.com"), true);
    assert.deepEqual(invent(what, sandbox()).invented, []);
  });

  it("has services that are made, and called invented where they should have an existence of their own", () => {
    const typo = {
      replyUrls: ["https://cloud.zilliz.com/sso/typo/callback"],
      signOnUrl: "https://cloud.zilliz.com/sso/typo/login",
    };
    const what = promise(
      promisedZilliz({ users: ["zoe@contoso.com"], groups: ["Night Shift"] }),
      promisedZilliz({ key: "typo", ...typo }),
      promisedZilliz({ key: "second", ...firstPhase }),
      promisedBalena(),
      promisedSamlApp(fromTheService),
    );
    assert.deepEqual(invent(what, sandbox()).invented, [
      "user zoe@contoso.com",
      "group Night Shift, with one invented member",
      "organization at Zilliz Cloud with the URLs of zillizSso.typo",
    ]);
    assert.deepEqual(invent(what, sandbox()).invented, []);
    assert.equal(sandbox().services.all.length, 5);
  });

  it("has federated users left to the stack, which makes them, and identity providers made that nobody knows", () => {
    const { name, certificates } = adatum().identityProvider;
    const identityProvider = { name, certificates, issuer: "urn:new", signInUrl: "https://idp.new.example/" };
    const what: Promised = {
      ...promised(["AMELIA@adatum.com", "zoe@adatum.com"]),
      domainFederation: [adatum(), adatum({ key: "new", identityProvider, users: [] })],
    };
    assert.deepEqual(invent(what, sandbox()).invented, [
      "user zoe@adatum.com",
      "identity provider urn:new of domainFederation.new, with its users",
    ]);
    const { users } = people();
    assert.ok(!users.some(({ userPrincipalName }) => /^(amelia|bruno)@/i.test(userPrincipalName)));
  });

  it("leaves an identity provider that lacks a name to the stack's own check, and says afterwards what it can't be", () => {
    const { identityProvider } = adatum();
    const federation = (more: Partial<typeof identityProvider>) =>
      invent(promiseFederation(adatum({ identityProvider: { ...identityProvider, ...more } })), sandbox());
    for (const lacking of [{ issuer: "" }, { signInUrl: "" }]) assert.deepEqual(federation(lacking), { invented: [] });
    const { invented, trouble } = federation({ issuer: "urn:new", signInUrl: "https://graph.microsoft.com/sso" });
    assert.deepEqual(invented, []);
    assert.match(trouble?.message ?? "", /graph\.microsoft\.com/);
  });

  it("says afterwards what can't be made, so that the stack's own faults come first", () => {
    const what = promise(
      promisedZilliz({ users: ["yves@contoso.com"] }),
      promisedSamlApp({ key: "taken", replyUrls: ["https://graph.microsoft.com/acs"] }),
    );
    const { invented, trouble } = invent(what, sandbox());
    assert.deepEqual(invented, ["user yves@contoso.com"]);
    assert.match(trouble?.message ?? "", /graph\.microsoft\.com/);
  });

  it("has its services and identity providers made ready from another process, too", async () => {
    const { world } = sandbox();
    const what = {
      services: [promisedBalena(), promisedSamlApp(fromTheService)],
      domainFederation: [adatum()],
    };
    const ready = await readyThrough((request) => world.handle(request), what);
    assert.deepEqual([ready.services.length, ready.identityProviders.length], [2, 1]);
    assert.deepEqual(ready, JSON.parse(JSON.stringify(readyAll(what, sandbox()))));
  });

  it("leaves services that lack a name to the stack's own check", () => {
    const lacking = [
      promisedBalena({ ssoIdentifier: "" }),
      promisedSamlApp({ identifier: "" }),
      promisedSamlApp({ replyUrls: [] }),
    ];
    assert.deepEqual(invent(promise(...lacking), sandbox()).invented, []);
  });

  it("does not hold where the stack gives nothing out", async () => {
    const proof = await proveAccess(promised(["carol@contoso.com"]), sandbox(), {});
    assert.equal(proof.holds, false);
    assert.deepEqual(proof.rows, []);
    assert.match(proof.differences[0] ?? "", /gives no userAccessUrl and clientId for roleSso\.app/);
  });

  it("does not hold where nobody is promised anything", async () => {
    const proof = await proveAccess(promise(), sandbox(), {});
    assert.equal(proof.holds, false);
  });
});
