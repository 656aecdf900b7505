import assert from "node:assert/strict";
import { Alibaba } from "../../../sandbox/alibaba/alibaba";
import { ManualClock } from "../../../sandbox/core/clock";
import type { SandboxContext } from "../../../sandbox/core/context";
import { seededIds } from "../../../sandbox/core/ids";
import { Journal } from "../../../sandbox/core/journal";
import { LostReply } from "../../../sandbox/core/lostReply";
import { healthy, type Strikes } from "../../../sandbox/core/settings";
import { SignOnLog } from "../../../sandbox/core/signOnLog";
import { World } from "../../../sandbox/core/world";
import { openDoor } from "../../../sandbox/door/door";
import { DoorClient } from "../../../sandbox/providers/doorClient";
import { Client } from "../alibaba/support/client";
import { instantiate, Lab } from "../entra/support";

describe("Microsoft Graph on a bad day", () => {
  const strikes: Strikes[] = [];
  let lab: Lab;
  beforeEach(() => {
    strikes.length = 0;
    lab = new Lab({ behaviour: { strikes } });
  });
  const strike = (...some: Strikes[]) => strikes.splice(0, strikes.length, ...some);
  const faultsInJournal = () => lab.context.journal.entries.flatMap(({ detail }) => detail?.fault ?? []);

  const refusals: readonly [failure: "throttled" | "unavailable", status: number, code: string, wait: string | null][] =
    [
      ["throttled", 429, "TooManyRequests", "1"],
      ["unavailable", 503, "ServiceUnavailable", null],
    ];
  for (const [failure, status, code, wait] of refusals) {
    it(`${failure}: ${status}, nothing is done, and the journal says why`, async () => {
      await lab.token();
      strike({ failure, calls: ["POST /policies"], times: 1 });
      const url = `https://${lab.tenant.cloud.graph}/v1.0/policies/claimsMappingPolicies`;
      const reply = await lab.world.handle(new Request(url, { method: "POST", body: "{}" }));
      assert.equal(reply.status, status);
      assert.equal(reply.headers.get("retry-after"), wait);
      assert.equal(((await reply.json()) as { error: { code: string } }).error.code, code);
      assert.deepEqual(lab.tenant.data.claimsMappingPolicies, []);
      assert.deepEqual(faultsInJournal(), [failure]);
    });
  }

  it("reset: the work is done, and the answer is lost", async () => {
    const { id: application } = await instantiate(lab);
    strike({ failure: "reset", calls: ["PATCH /applications/{id}"], times: 1 });
    const lost = await lab
      .graph(`PATCH /applications/${application}`, { displayName: "changed" })
      .catch(() => undefined);
    assert.notEqual(lost?.status, 204);
    assert.equal((await lab.ok(`GET /applications/${application}`)).displayName, "changed");
    assert.deepEqual(faultsInJournal(), ["reset"]);
  });

  it("stale after a creation: the first call to it finds nothing, also a change; the second does", async () => {
    strike({ failure: "stale", calls: ["POST /applicationTemplates"], reads: 2 });
    const { id: application } = await instantiate(lab);
    assert.equal((await lab.graph(`PATCH /applications/${application}`, { displayName: "x" })).status, 404);
    assert.equal((await lab.graph(`GET /applications/${application}`)).status, 404);
    assert.equal((await lab.graph(`GET /applications/${application}`)).status, 200);
  });

  it("stale after a creation: it is missing in the list, too", async () => {
    strike({ failure: "stale", calls: ["POST /applicationTemplates"] });
    await instantiate(lab);
    const names = async () => ((await lab.ok("GET /applications")).value ?? []).map(({ displayName }) => displayName);
    const first = await names();
    assert.equal((await names()).length, first.length + 1);
  });

  it("stale after a change: the first read is as before, a change is never lost", async () => {
    const { id: application } = await instantiate(lab);
    strike({ failure: "stale", calls: ["PATCH /applications"], times: 1 });
    const before = (await lab.ok(`GET /applications/${application}`)).displayName;
    await lab.ok(`PATCH /applications/${application}`, { displayName: "changed" });
    await lab.ok(`PATCH /applications/${application}`, { displayName: "changed again" });
    strikes.length = 0;
    assert.notEqual(before, "changed again");
    assert.equal(lab.tenant.application(application).displayName, "changed again");
    assert.equal((await lab.ok(`GET /applications/${application}`)).displayName, "changed again");
  });

  it("what others read is not stale", async () => {
    strike({ failure: "stale", calls: ["POST /applicationTemplates"] });
    await instantiate(lab);
    assert.equal((await lab.graph("GET /domains")).status, 200);
  });
});

describe("Alibaba Cloud's OpenAPI on a bad day", () => {
  const strikes: Strikes[] = [];
  let world: World;
  let client: Client;
  let alibaba: Alibaba;
  let journal: Journal;
  beforeEach(() => {
    strikes.length = 0;
    const clock = new ManualClock();
    journal = new Journal(clock);
    const behaviour = { ...healthy, strikes };
    const context: SandboxContext = { clock, ids: seededIds("bad"), journal, signOns: new SignOnLog(clock), behaviour };
    alibaba = new Alibaba(context);
    world = new World(journal, alibaba.hosts());
    client = new Client(world, clock, alibaba.deployer);
  });
  const role = {
    RoleName: "tester",
    AssumeRolePolicyDocument: JSON.stringify({
      Version: "1",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["ecs.aliyuncs.com"] } }],
    }),
  };
  const isThere = () => alibaba.inventory().some((line) => line.endsWith("role/tester"));

  const refusals: readonly [failure: "throttled" | "unavailable", status: number, code: string][] = [
    ["throttled", 400, "Throttling.User"],
    ["unavailable", 503, "ServiceUnavailable"],
  ];
  for (const [failure, status, code] of refusals) {
    it(`${failure}: ${code}, nothing is done`, async () => {
      strikes.push({ failure, calls: ["CreateRole"], times: 1 });
      const { status: answered, body } = await client.call("ram", "CreateRole", role);
      assert.deepEqual([answered, body.Code, isThere()], [status, code, false]);
      assert.equal(journal.refusals[0]?.detail?.fault, failure);
      await client.ok("ram", "CreateRole", role);
    });
  }

  it("reset: the work is done, and who tries again is told that it is there", async () => {
    strikes.push({ failure: "reset", calls: ["CreateRole"], times: 1 });
    await client.call("ram", "CreateRole", role).catch(() => undefined);
    assert.ok(isThere());
    assert.equal((await client.call("ram", "CreateRole", role)).body.Code, "EntityAlreadyExists.Role");
  });

  it("stale: the first read does not find it, the second does; a change goes to where it is", async () => {
    strikes.push({ failure: "stale", calls: ["CreateRole"], times: 1 });
    await client.ok("ram", "CreateRole", role);
    assert.equal((await client.call("ram", "GetRole", { RoleName: "tester" })).body.Code, "EntityNotExist.Role");
    await client.ok("ram", "GetRole", { RoleName: "tester" });
  });
});

it("The door breaks the connection where an answer is lost", async () => {
  const clock = new ManualClock(new Date());
  const context = { clock, ids: seededIds("lost") };
  const door = await openDoor(new World(new Journal(clock), { "lost.example.com": () => new LostReply() }), context);
  const client = new DoorClient(door);
  try {
    await assert.rejects(client.send({ method: "GET", url: "https://lost.example.com/" }), { code: "ECONNRESET" });
  } finally {
    client.close();
    await door.stop();
  }
});
