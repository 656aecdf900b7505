import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SignOnTrace } from "../../../sandbox/browser/signOn";
import { expectations, expectedSessionName } from "../../../sandbox/proof/expectation";
import { invent } from "../../../sandbox/proof/invent";
import type { Row } from "../../../sandbox/proof/judge";
import { matrixText, summaryText } from "../../../sandbox/proof/matrix";
import { proveAccess } from "../../../sandbox/proof/proveAccess";
import { readStackFile, type Promised } from "../../../sandbox/proof/stackFile";
import { describeSandbox } from "../../support/describeSandbox";

const stack = `
config:
  azuread:environment: china
  some-project:roleSso:
    app:
      edition: china
      application: { name: App }
      samlProvider: { name: AAD }
      session: { nameAttribute: mail }
      accounts:
        here:
          customPolicies: { restart: { name: restart-instances, document: { Version: "1" } } }
          roles:
            a: { name: RoleA, systemPolicies: [ReadOnlyAccess], customPolicies: [restart], users: [b.simon@contoso.com], groups: [Alibaba Auditors] }
        there:
          assumeRole: { roleArn: "acs:ram::1187654321098765:role/Deploy" }
          roles: { b: { name: RoleB, displayName: B, maxSessionDuration: 7200 } }
`;

describe("The judge's own reader of a stack file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stack-file-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: some-project\n");
    writeFileSync(join(folder, "Pulumi.test.yaml"), stack);
    writeFileSync(join(folder, "Pulumi.empty.yaml"), "");
  });
  after(() => rmSync(folder, { recursive: true }));

  it("reads who is promised what", () => {
    assert.deepEqual(readStackFile(folder, "test"), {
      entraCloud: "china",
      roleSso: [
        {
          key: "app",
          name: "App",
          edition: "china",
          adopted: false,
          owners: [],
          notificationEmails: [],
          samlProvider: "AAD",
          certificates: 1,
          sessionName: "mail",
          roles: [
            {
              account: "here",
              role: "RoleA",
              displayName: "RoleA (here)",
              maxSessionDuration: 3600,
              systemPolicies: ["ReadOnlyAccess"],
              customPolicies: ["restart-instances"],
              users: ["b.simon@contoso.com"],
              groups: ["Alibaba Auditors"],
            },
            {
              account: "there",
              accountId: "1187654321098765",
              assumedRole: "Deploy",
              role: "RoleB",
              displayName: "B",
              maxSessionDuration: 7200,
              systemPolicies: [],
              customPolicies: [],
              users: [],
              groups: [],
            },
          ],
          customPolicies: [{ name: "restart-instances", document: { Version: "1" } }],
        },
      ],
    } satisfies Promised);
  });

  it("reads an empty file as no promise at all", () => {
    assert.deepEqual(readStackFile(folder, "empty"), { entraCloud: "global", roleSso: [] });
  });
});

const promised = (users: string[], groups: string[] = []): Promised => ({
  entraCloud: "global",
  roleSso: [
    {
      key: "app",
      name: "App",
      edition: "international",
      adopted: false,
      owners: [],
      notificationEmails: [],
      samlProvider: "AAD",
      certificates: 1,
      sessionName: "userprincipalname",
      customPolicies: [],
      roles: [
        {
          account: "main",
          role: "Role",
          displayName: "Role (main)",
          maxSessionDuration: 3600,
          systemPolicies: [],
          customPolicies: [],
          users,
          groups,
        },
      ],
    },
  ],
});

describeSandbox("What a configuration promises", { fresh: "test" }, (sandbox) => {
  const people = () => ({ users: sandbox().entra.tenant.users(), groups: sandbox().entra.tenant.groups() });
  const whoIsPromised = (what: Promised) =>
    expectations(what, people())
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
    assert.equal(expectations(promised(["carol@contoso.com"]), people()).length, people().users.length);
  });

  it("names sessions after the attribute", () => {
    const user = sandbox().entra.tenant.findUser("b.simon@contoso.com");
    assert.ok(user);
    assert.equal(expectedSessionName(user, "userprincipalname"), "b.simon@contoso.com");
    assert.equal(expectedSessionName(user, "onpremisessamaccountname"), "bsimon");
    assert.equal(expectedSessionName(user, "extensionattribute1"), "simon");
    assert.equal(expectedSessionName(user, "extensionattribute2"), "");
  });

  it("is completed by inventing what the sandbox lacks, once, and says so", () => {
    const what: Promised = promised(["carol@contoso.com", "zoe@contoso.com"], ["Alibaba Auditors", "Night Shift"]);
    const { entra, alibaba } = sandbox();
    assert.deepEqual(invent(what, entra, alibaba), [
      "user zoe@contoso.com",
      "group Night Shift, with one invented member",
    ]);
    assert.deepEqual(whoIsPromised(what).includes("in-night-shif@contoso.com"), true);
    assert.deepEqual(invent(what, entra, alibaba), []);
  });

  it("does not hold where the stack gives nothing out", async () => {
    const proof = await proveAccess(promised(["carol@contoso.com"]), sandbox(), {});
    assert.equal(proof.holds, false);
    assert.deepEqual(proof.rows, []);
    assert.match(proof.differences[0] ?? "", /gives no userAccessUrl and clientId for roleSso\.app/);
  });

  it("does not hold where nobody is promised anything", async () => {
    const proof = await proveAccess({ entraCloud: "global", roleSso: [] }, sandbox(), {});
    assert.equal(proof.holds, false);
  });
});

const trace = (more: Partial<SignOnTrace> = {}): SignOnTrace => ({
  intent: { start: "https://start.example/", username: "u" },
  outcome: "in",
  facts: {},
  offered: [],
  steps: [],
  records: [],
  ...more,
});

const row = (more: Partial<Row>): Row => ({
  user: "u",
  service: "S",
  account: "1",
  role: "r",
  result: "u",
  asItShouldBe: true,
  trace: trace(),
  ...more,
});

const refusal = trace({
  outcome: "refused",
  records: [
    {
      at: "",
      party: "Alibaba Cloud",
      step: "",
      verdict: {
        accepted: false,
        refused: { check: "audience", code: "X", expected: "A", found: "B", remedy: "C" },
        results: [{ check: "audience", rule: "The audience is right", source: "a page", outcome: "fail" }],
      },
    },
  ],
});

describe("The access matrix", () => {
  it("merges a user's roles in one account", () => {
    const lines = matrixText([row({ role: "one" }), row({ role: "two" }), row({ role: "three", account: "2" })]);
    assert.equal(lines.length, 3);
    assert.match(lines[1] ?? "", /one, two +u {3}in$/);
  });

  it("tells the same trouble once, with rule, expected, found, change and source", () => {
    const lines = matrixText([
      row({ asItShouldBe: false, trace: refusal }),
      row({ user: "v", asItShouldBe: false, trace: refusal }),
    ]);
    const text = lines.join("\n");
    assert.equal(text.match(/refused by the rule "audience": The audience is right/g)?.length, 1);
    assert.match(text, /u → r, v → r\n[\s\S]*expected {2}A\n *found {5}B\n *change {4}C\n *source {4}a page/);
  });

  it("counts what is as it should be", () => {
    assert.match(
      summaryText({ rows: [row({}), row({ asItShouldBe: false, trace: refusal })], statements: 7, milliseconds: 1234 }),
      /^2 sign-ons: 1 as they should be · up to 1 rules each · 7 settings compared · 1\.2 s$/,
    );
  });
});
