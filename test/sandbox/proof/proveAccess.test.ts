import assert from "node:assert/strict";
import { proveAccess, type Proof } from "../../../sandbox/proof/proveAccess";
import type { PromisedService } from "../../../sandbox/proof/promised/services";
import { describeSandbox } from "../../support/describeSandbox";
import { assign, deploy, type Deployed } from "./support/deploy";
import {
  firstPhase,
  fromTheService,
  promise,
  promisedBalena,
  promisedRoleSso,
  promisedSamlApp,
  promisedZilliz,
  zillizUrls,
} from "./support/promises";

const sampleTenant = "7e6a9c1d-5a3b-4c0e-9f00-c0de0c057050";

/** Good but for the address. */
const metadataWith = (location: string): string =>
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://sts.windows.net/${sampleTenant}/">` +
  `<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
  `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${location}"/>` +
  `</IDPSSODescriptor></EntityDescriptor>`;

const who = { users: ["b.simon@contoso.com"], groups: ["Alibaba Operators"] };

describeSandbox("The proof of services", { fresh: "test" }, (sandbox) => {
  /** Makes what is promised, lets somebody change it, and proves it. */
  async function prove(
    service: PromisedService,
    change: (deployed: Deployed & { readonly output: Record<string, unknown> }) => void = () => undefined,
  ): Promise<Proof> {
    const deployed = await deploy(sandbox(), service);
    change(deployed);
    return proveAccess(promise(service), sandbox(), deployed.outputs);
  }

  /** "in" as whom, and from where. */
  const sessions = ({ rows }: Proof) =>
    rows
      .filter(({ trace }) => trace.outcome === "in")
      .map(({ trace: { facts }, began }) => `${facts["session-name"]} from ${began}, ${facts["started-at"]}`);
  const everybody = () => sandbox().entra.tenant.users().length;

  for (const { what, service, ways } of [
    {
      what: "Zilliz Cloud: from its login URL, where My Apps leads, too",
      service: promisedZilliz(who),
      ways: ["from the service, the service", "from My Apps, the service"],
    },
    {
      what: "Zilliz Cloud before its login URL is entered",
      service: promisedZilliz({ ...who, signOnUrl: undefined, myAppsLeadsThere: false }),
      ways: ["from the service, the service"],
    },
    {
      what: "balenaCloud: from either side",
      service: promisedBalena(who),
      ways: ["from the service, the service", "from My Apps, the identity provider"],
    },
    {
      what: "a service that has a sign-on URL and two reply URLs",
      service: promisedSamlApp({
        ...who,
        ...fromTheService,
        replyUrls: ["https://wiki.contoso.com/a", "https://wiki.contoso.com/b"],
      }),
      ways: ["from the service, the service"],
    },
    {
      what: "a service that has none",
      service: promisedSamlApp(who),
      ways: ["from My Apps, the identity provider"],
    },
  ]) {
    it(`holds for ${what}`, async () => {
      const proof = await prove(service);
      assert.deepEqual(proof.differences, []);
      assert.deepEqual(
        proof.rows.filter(({ asItShouldBe }) => !asItShouldBe),
        [],
      );
      assert.equal(proof.holds, true);
      assert.equal(proof.onlyFirstPhase, false);
      assert.equal(proof.rows.length, everybody() * ways.length);
      const names = sandbox()
        .entra.tenant.users()
        .filter(({ displayName }) => ["B. Simon", "Carol Chen", "Dave Diaz"].includes(displayName))
        .map((user) => (service.system === "samlApps" ? user.employeeId : user.mail));
      assert.deepEqual(sessions(proof).sort(), names.flatMap((name) => ways.map((way) => `${name} ${way}`)).sort());
    });
  }

  it("names the organization where there is one, and the role", async () => {
    const { rows } = await prove(promisedZilliz(who));
    const row = rows.find(({ trace }) => trace.outcome === "in");
    assert.deepEqual([row?.account, row?.role, row?.service], ["Contoso", "Organization Member", "Zilliz (dev)"]);
  });

  it("holds without any session where everything is in phase 1, says so, and what to do next", async () => {
    const proof = await prove(promisedZilliz({ ...who, ...firstPhase }));
    assert.deepEqual(
      [proof.holds, proof.onlyFirstPhase, proof.differences, proof.untried, sessions(proof)],
      [true, true, [], [], []],
    );
    assert.equal(proof.rows.length, everybody());
    assert.ok(proof.rows.every(({ result }) => /^refused: AADSTS50011, phase 1 of 2/.test(result)));
    assert.match(proof.handOver.next[0] ?? "", /^set zillizSso\.main\.redirectUrl to /);
  });

  it("doesn't call phase 1 untried where it is promised to nobody yet", async () => {
    assert.deepEqual((await prove(promisedZilliz(firstPhase))).untried, []);
    assert.deepEqual((await prove(promisedSamlApp())).untried, ["Wiki"]);
  });

  it("does not hold where something else should let somebody in, and nobody is", async () => {
    const first = promisedZilliz({ ...who, ...firstPhase });
    const { outputs } = await deploy(sandbox(), first);
    const nobody = promisedBalena();
    const other = await deploy(sandbox(), nobody);
    const proof = await proveAccess(promise(first, nobody), sandbox(), { ...outputs, ...other.outputs });
    assert.deepEqual([proof.differences, proof.rows.every(({ asItShouldBe }) => asItShouldBe)], [[], true]);
    assert.deepEqual([proof.holds, proof.onlyFirstPhase, proof.untried], [false, false, ["Fleet (dev)"]]);
  });

  it("does not count phase 1 as everything where there is role SSO", async () => {
    const first = promisedZilliz(firstPhase);
    const { outputs } = await deploy(sandbox(), first);
    const proof = await proveAccess({ ...promise(first), roleSso: [promisedRoleSso()] }, sandbox(), outputs);
    assert.deepEqual([proof.holds, proof.onlyFirstPhase], [false, false]);
  });

  for (const { what, service = promisedBalena(who), change, differs, wrong = /./ } of [
    {
      what: "everybody is let in",
      service: promisedZilliz(who),
      change: ({ principal }) => (principal.appRoleAssignmentRequired = false),
      differs: /lets in everybody/,
      wrong: /IN, though nobody promised it/,
    },
    {
      what: "somebody more is assigned",
      change: (deployed) => assign(sandbox().entra.tenant, deployed, "mallory@contoso.com"),
      differs: /not promised: Fleet \(dev\) gives User to/,
      wrong: /IN, though nobody promised it/,
    },
    {
      what: "users are known by another attribute",
      change: ({ principal }) => (principal.claimsMappingPolicies = []),
      service: promisedBalena({ users: ["erin_fabrikam.com#EXT#@contoso.onmicrosoft.com"] }),
      differs: /has no claims mapping policy/,
    },
    {
      what: "the certificate that was handed over is not the one that signs",
      change: ({ principal }) => (principal.preferredTokenSigningKeyThumbprint = "0".repeat(40)),
      wrong: /refused by the rule "active-certificate"/,
    },
    {
      what: "My Apps does not lead to the service",
      service: promisedZilliz(who),
      change: ({ principal }) => (principal.loginUrl = null),
      differs: /has the Sign on URL/,
      wrong: /refused by the rule/,
    },
    {
      what: "the stack gives out another entity id",
      service: promisedZilliz(who),
      change: ({ output }) => (output.entityId = "zillis"),
      differs: /outputs: entityId of zillizSso\.main is "zillis", not "zilliz"/,
      wrong: /refused by the rule "request-issuer"/,
    },
    {
      what: "the reply URL is entered while the configuration is in phase 1",
      service: promisedZilliz({ ...who, ...firstPhase }),
      change: ({ application }) => (application.web = { ...application.web, redirectUris: [zillizUrls.redirectUrl] }),
      differs: /has the reply URL/,
      wrong: /IN, though nobody promised it|refused, but not as phase 1/,
    },
  ] as {
    what: string;
    service?: PromisedService;
    change: Parameters<typeof prove>[1];
    differs?: RegExp;
    wrong?: RegExp;
  }[]) {
    it(`does not hold where ${what}`, async () => {
      const proof = await prove(service, change);
      assert.equal(proof.holds, false);
      const bad = proof.rows.filter(({ asItShouldBe }) => !asItShouldBe);
      assert.ok(bad.length > 0);
      for (const { result } of bad) assert.match(result, wrong);
      if (differs) assert.match(proof.differences.join("\n"), differs);
      else assert.deepEqual(proof.differences, []);
    });
  }

  for (const { what, output, says } of [
    { what: "another phase", output: { phase: 1 }, says: "outputs: phase of zillizSso.main is 1, not 2" },
    {
      what: "another sign-on URL",
      output: { signOnUrl: "https://other.example/" },
      says: `outputs: signOnUrl of zillizSso.main is "https://other.example/", not "${zillizUrls.ssoLoginUrl}"`,
    },
    {
      what: "another login URL",
      output: { loginUrl: "https://other.example/" },
      says: `outputs: loginUrl of zillizSso.main is "https://other.example/", not "https://login.microsoftonline.com/${sampleTenant}/saml2"`,
    },
    {
      what: "a certificate that the application doesn't have",
      output: { certificates: { primary: { active: false, thumbprint: "0".repeat(40) } } },
      says: "outputs: certificates.primary.thumbprint of zillizSso.main is no certificate of the application",
    },
    {
      what: "metadata with another endpoint",
      output: { metadata: metadataWith("https://other.example/") },
      says: `outputs: the endpoints in metadata of zillizSso.main is ["https://other.example/"], not ["https://login.microsoftonline.com/${sampleTenant}/saml2"]`,
    },
    {
      what: "a hand-off that leaves something out",
      output: { handOff: `https://login.microsoftonline.com/${sampleTenant}/saml2 ${zillizUrls.ssoLoginUrl}` },
      says: "outputs: handOff of zillizSso.main does not say zilliz",
    },
  ]) {
    it(`does not hold where the stack gives out ${what}`, async () => {
      const proof = await prove(promisedZilliz(who), (deployed) => Object.assign(deployed.output, output));
      assert.deepEqual([proof.holds, proof.differences], [false, [says]]);
    });
  }

  it("does not hold where the stack gives nothing out, and says that once for each service", async () => {
    const proof = await proveAccess(promise(promisedZilliz(who), promisedSamlApp(who)), sandbox(), {});
    assert.equal(proof.holds, false);
    assert.deepEqual(proof.differences.slice(0, 4), [
      "outputs: the stack gives no userAccessUrl and clientId for zillizSso.main",
      "outputs: the stack gives no userAccessUrl and clientId for samlApps.wiki",
      "outputs: the stack gives no singleSignOnUrl and entityId and certificate for zillizSso.main",
      "outputs: the stack gives no metadata for samlApps.wiki",
    ]);
    assert.deepEqual(proof.rows, []);
  });

  it("does not hold where a service refused what it was given, and shows what it says", async () => {
    const proof = await prove(promisedBalena(who), ({ output }) => (output.metadata = "<metadata/>"));
    assert.equal(proof.holds, false);
    assert.match(proof.differences.join("\n"), /hand-over: balenaCloud does not take .*InvalidMetadata/);
    assert.deepEqual(proof.handOver.done, []);
  });
});
