import assert from "node:assert/strict";
import { DoorClient } from "../../../sandbox/providers/doorClient";
import { Clouds } from "./support";

describe("door client", () => {
  let clouds: Clouds;
  before(async () => {
    clouds = await Clouds.open();
  });
  after(() => clouds.close());

  const url = "https://management.azure.com/subscriptions?api-version=2022-12-01";

  it("reaches the clouds under their own names", async () => {
    const { status, text } = await new DoorClient(clouds.door).send({ method: "GET", url });
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), { value: [] });
  });

  it("trusts the door's authority only", async () => {
    const other = await Clouds.open();
    const client = new DoorClient({ proxyUrl: clouds.door.proxyUrl, caPem: other.door.caPem });
    await assert.rejects(client.send({ method: "GET", url }), /certificate/);
    await other.close();
  });

  it("goes nowhere else", async () => {
    const client = new DoorClient(clouds.door);
    const sent = client.send({ method: "GET", url: "https://example.com/" }).then(({ status }) => status);
    // Refused by the proxy itself: as an answer or as an error, according to the agent.
    assert.equal(await sent.catch(() => 502), 502);
    assert.ok(clouds.calls().includes("GET example.com"));
  });
});
