import assert from "node:assert/strict";
import { ManualClock } from "../../../sandbox/core/clock";
import { Journal } from "../../../sandbox/core/journal";
import { World, type FindHost, type Handler } from "../../../sandbox/core/world";

const says =
  (text: string): Handler =>
  () =>
    new Response(text);

describe("The world", () => {
  const open = (...sources: ConstructorParameters<typeof World> extends [Journal, ...infer Rest] ? Rest : never) => {
    const journal = new Journal(new ManualClock());
    const world = new World(journal, ...sources);
    const ask = async (url: string) => {
      const response = await world.handle(new Request(url));
      return [response.status, await response.text()];
    };
    return { journal, world, ask };
  };

  it("hands a request to the host that it names, whatever its port and path", async () => {
    const { ask } = open({ "a.test": says("a") }, { "b.test": says("b") });
    assert.deepEqual(await ask("https://b.test:8443/x?y"), [200, "b"]);
  });

  it("takes a wildcard for one label, and an exact name first", async () => {
    const { ask } = open({ "*.a.test": says("any"), "x.a.test": says("x") });
    assert.deepEqual(await ask("https://y.a.test/"), [200, "any"]);
    assert.deepEqual(await ask("https://X.a.test/"), [200, "x"]);
    assert.equal((await ask("https://z.y.a.test/"))[0], 502);
    assert.equal((await ask("https://a.test/"))[0], 502);
  });

  it("has hosts that come and go", async () => {
    const later = new Map<string, Handler>();
    const { ask, world } = open({ "a.test": says("a") }, (host) => later.get(host));
    assert.equal((await ask("https://new.test/"))[0], 502);
    later.set("new.test", says("new"));
    assert.deepEqual(await ask("https://new.test/"), [200, "new"]);
    assert.ok(world.find("NEW.test"), "they are asked in lower case, as a client's CONNECT may not be");
    later.delete("new.test");
    assert.equal(world.find("new.test"), undefined);
  });

  it("asks its tables first, wildcards too, then the functions in order", async () => {
    const asked: string[] = [];
    const finds =
      (name: string, known: boolean): FindHost =>
      (host) => {
        asked.push(`${name}: ${host}`);
        return known ? says(name) : undefined;
      };
    const { ask } = open(finds("first", false), { "a.test": says("a"), "*.w.test": says("w") }, finds("second", true));
    assert.deepEqual(await ask("https://a.test/"), [200, "a"]);
    assert.deepEqual(await ask("https://x.w.test/"), [200, "w"]);
    assert.deepEqual(asked, []);
    assert.deepEqual(await ask("https://b.test/"), [200, "second"]);
    assert.deepEqual(asked, ["first: b.test", "second: b.test"]);
  });

  it("answers 502 for a host that neither has, and journals it", async () => {
    const { ask, journal } = open({ "a.test": says("a") }, () => undefined);
    assert.deepEqual(await ask("https://example.org/secret"), [502, "not in the sandbox: example.org\n"]);
    const [{ at, ...entry } = { at: "" }] = journal.entries;
    assert.ok(at);
    assert.deepEqual(entry, {
      service: "world",
      action: "GET example.org",
      caller: "anonymous",
      outcome: "NoSuchHost",
    });
    await ask("https://a.test/");
    assert.equal(journal.entries.length, 1, "what is answered is for its host to journal");
  });

  it("names what its tables have", () => {
    const { world } = open({ "a.test": says("a") }, () => says("any"), { "*.b.test": says("b") });
    assert.deepEqual(world.names, ["a.test", "*.b.test"]);
  });

  it("has no host twice", () => {
    assert.throws(() => open({ "a.test": says("1") }, { "a.test": says("2") }), /two handlers for a\.test/);
  });
});
