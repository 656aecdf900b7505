import assert from "node:assert/strict";
import { html } from "hono/html";
import type { SignOnAccess } from "../../../sandbox/browser/signOn";
import { page } from "../../../sandbox/core/page";
import type { User } from "../../../sandbox/entra/model/types";
import type { Expectation } from "../../../sandbox/proof/expectation";
import { judge } from "../../../sandbox/proof/judge";
import type { PromisedRole, PromisedRoleSso } from "../../../sandbox/proof/promised/roleSso";
import type { Row } from "../../../sandbox/proof/row";
import { promisedRole, promisedRoleSso } from "./support/promises";

const account = "1871250227220000";
const value = (role: string, id = account) => `acs:ram::${id}:role/${role},acs:ram::${id}:saml-provider/AAD`;

const user = (more: Partial<User> = {}): User =>
  ({ id: "u", userPrincipalName: "b.simon@contoso.com", accountEnabled: true, ...more }) as User;

const role = (name: string, more: Partial<PromisedRole> = {}): PromisedRole =>
  promisedRole({ role: name, displayName: name, ...more });

const expectation = (roles: PromisedRole[], person = user(), more: Partial<PromisedRoleSso> = {}): Expectation => ({
  application: promisedRoleSso({ key: "alibaba", name: "Alibaba Cloud", roles, ...more }),
  user: person,
  roles,
});

const session = (
  name: string,
  more: { account?: string; session?: string; service?: string; duration?: string } = {},
) =>
  page({
    kind: "session",
    site: "Alibaba Cloud",
    title: "Console",
    facts: [
      { id: "service", label: "Service", value: more.service ?? "Alibaba Cloud (International)" },
      { id: "session-duration", label: "Duration", value: more.duration ?? "3600" },
      { id: "account", label: "Account", value: more.account ?? account },
      { id: "role", label: "Role", value: name },
      { id: "session-name", label: "Session", value: more.session ?? "b.simon@contoso.com" },
    ],
  });

const refused = (code: string) =>
  page({ kind: "refused", site: "Microsoft", title: "No", facts: [{ id: "error-code", label: "Code", value: code }] });

/** A service that offers these roles: one leads straight in, of several one is picked. */
const offering = (...roles: string[]): SignOnAccess => ({
  records: () => Promise.resolve([]),
  async send(request) {
    if (request.method === "POST") {
      const picked = new URLSearchParams(await request.text()).get("role") ?? "";
      return session(/role\/([^,]+)/.exec(picked)?.[1] ?? "?", { account: /ram::(\d+)/.exec(picked)?.[1] });
    }
    const [only, ...more] = roles;
    if (only !== undefined && more.length === 0) return session(/role\/([^,]+)/.exec(only)?.[1] ?? "?");
    const forms = roles.map(
      (one) => html`<form method="post"><button name="role" value="${one}">${one}</button></form>`,
    );
    return page({ kind: "choose", site: "Alibaba Cloud", title: "Choose", body: html`${forms}` });
  },
});

const answering = (response: () => Promise<Response>): SignOnAccess => ({
  records: () => Promise.resolve([]),
  send: response,
});

const judged = (access: SignOnAccess, expected: Expectation) =>
  judge(access, expected, "https://start.example/", account);

const verdicts = (rows: readonly Row[]) => rows.map((row) => [row.role, row.asItShouldBe]);

describe("The judge", () => {
  it("is content when each promised role is reached, and no other is offered", async () => {
    assert.deepEqual(
      verdicts(
        await judged(offering(value("aadrole"), value("auditor")), expectation([role("AADrole"), role("auditor")])),
      ),
      [
        ["AADrole", true],
        ["auditor", true],
      ],
    );
  });

  it("takes one role that leads straight in", async () => {
    assert.deepEqual(verdicts(await judged(offering(value("aadrole")), expectation([role("AADrole")]))), [
      ["AADrole", true],
    ]);
  });

  it("reports a promised role that is not offered", async () => {
    const rows = await judged(offering(value("aadrole")), expectation([role("AADrole"), role("auditor")]));
    assert.deepEqual(verdicts(rows), [
      ["AADrole", true],
      ["auditor", false],
    ]);
    assert.match(rows[1]?.result ?? "", /in, but not as promised: role aadrole, not auditor/);
  });

  it("reports a role that is offered and was promised to nobody", async () => {
    const rows = await judged(offering(value("aadrole"), value("root")), expectation([role("AADrole")]));
    assert.deepEqual(verdicts(rows), [
      ["AADrole", true],
      [value("root"), false],
    ]);
  });

  it("tells the same role of two accounts apart", async () => {
    const other = "1298765432109876";
    const offer = offering(value("auditor"), value("auditor", other));
    assert.deepEqual(
      verdicts(await judged(offer, expectation([role("auditor"), role("auditor", { accountId: other })]))),
      [
        ["auditor", true],
        ["auditor", true],
      ],
    );
    assert.deepEqual(verdicts(await judged(offer, expectation([role("auditor")]))), [
      ["auditor", true],
      [value("auditor", other), false],
    ]);
  });

  it("reports a session of another account, role or name", async () => {
    for (const wrong of [
      () => session("aadrole", { account: "1" }),
      () => session("root"),
      () => session("aadrole", { session: "mallory" }),
      () => session("aadrole", { service: "Alibaba Cloud (China)" }),
    ]) {
      assert.deepEqual(verdicts(await judged(answering(wrong), expectation([role("AADrole")]))), [["AADrole", false]]);
    }
  });

  it("holds the session's length against the configuration, where that says one", async () => {
    const wished = expectation([role("AADrole")], user(), { sessionDuration: 7200 });
    assert.deepEqual(
      verdicts(
        await judged(
          answering(() => session("aadrole", { duration: "7200" })),
          wished,
        ),
      ),
      [["AADrole", true]],
    );
    const [row] = await judged(
      answering(() => session("aadrole")),
      wished,
    );
    assert.equal(row?.result, "in, but not as promised: session-duration 3600, not 7200");
  });

  it("reports a pair of the right role and another provider", async () => {
    const rogue = value("aadrole").replace("/AAD", "/Rogue");
    const rows = await judged(offering(value("aadrole"), rogue), expectation([role("AADrole")]));
    assert.deepEqual(verdicts(rows), [
      ["AADrole", true],
      [rogue, false],
    ]);
  });

  it("expects users without a role to be refused for lack of an assignment, and for nothing else", async () => {
    const nobody = expectation([]);
    assert.deepEqual(
      verdicts(
        await judged(
          answering(() => refused("AADSTS50105")),
          nobody,
        ),
      ),
      [["-", true]],
    );
    assert.deepEqual(
      verdicts(
        await judged(
          answering(() => refused("AADSTS50146")),
          nobody,
        ),
      ),
      [["-", false]],
    );
    assert.deepEqual(verdicts(await judged(offering(value("aadrole")), nobody)), [["-", false]]);
  });

  it("expects disabled users to be refused, whatever was promised", async () => {
    const disabled = expectation([role("AADrole")], user({ accountEnabled: false }));
    assert.deepEqual(
      verdicts(
        await judged(
          answering(() => refused("AADSTS50057")),
          disabled,
        ),
      ),
      [["-", true]],
    );
    assert.deepEqual(verdicts(await judged(offering(value("aadrole")), disabled)), [["-", false]]);
  });

  it("says where a sign-on got stuck", async () => {
    const [row] = await judged(
      answering(() => Promise.resolve(new Response("not found", { status: 404 }))),
      expectation([role("AADrole")]),
    );
    assert.equal(row?.asItShouldBe, false);
    assert.match(row.result, /stuck: Stuck 404 at https:\/\/start\.example/);
  });
});
